package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/**
 * Rates multiplied by a factor for some epochs, and then as they were: {@index
 * torch.optim.lr_scheduler.ConstantLR}.
 */
public final class ConstantLR extends LRScheduler {

  private static final double FACTOR = 1.0 / 3;
  private static final long TOTAL_ITERS = 5;

  private double factor;
  private long totalIters;

  /** A third of the rates for five epochs. */
  public ConstantLR(Optimizer optimizer) {
    this(builder(optimizer));
  }

  private ConstantLR(Builder options) {
    super(options.optimizer);
    factor = options.factor;
    totalIters = options.totalIters;
    if (factor > 1 || factor < 0) {
      throw new IllegalArgumentException(
          "Constant multiplicative factor expected to be between 0 and 1.");
    }
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer) {
    return new Builder(optimizer);
  }

  @Override
  List<Double> rates() {
    if (lastEpoch() == 0) {
      return groupRates(lr -> lr * factor);
    }
    return lastEpoch() == totalIters
        ? groupRates(lr -> lr * ScheduleMath.divide(1, factor))
        : groupRates();
  }

  @Override
  List<Double> closedForm() {
    double reached = lastEpoch() >= totalIters ? 1 : 0;
    return ofBases(base -> base * (factor + reached * (1 - factor)));
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("factor", factor);
    state.put("total_iters", totalIters);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    factor = state.number("factor", factor);
    totalIters = state.integer("total_iters", totalIters);
    super.read(state);
  }

  /** The options of {@link ConstantLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private double factor = FACTOR;
    private long totalIters = TOTAL_ITERS;

    private Builder(Optimizer optimizer) {
      super(optimizer);
    }

    /** The factor, from 0 to 1; a third by default. */
    public Builder factor(double factor) {
      this.factor = factor;
      return this;
    }

    /** The number of epochs with the factor; 5 by default. */
    public Builder totalIters(long totalIters) {
      this.totalIters = totalIters;
      return this;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if the factor is wrong
     */
    public ConstantLR build() {
      return new ConstantLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
