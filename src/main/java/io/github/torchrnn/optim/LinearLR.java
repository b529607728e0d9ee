package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/**
 * Rates multiplied by a factor that goes from one number to another in equal steps, a warm-up for
 * example: {@index torch.optim.lr_scheduler.LinearLR}.
 */
public final class LinearLR extends LRScheduler {

  private static final double START_FACTOR = 1.0 / 3;
  private static final long TOTAL_ITERS = 5;

  private double startFactor;
  private double endFactor;
  private long totalIters;

  /** From a third of the rates to all of them in five epochs. */
  public LinearLR(Optimizer optimizer) {
    this(builder(optimizer));
  }

  private LinearLR(Builder options) {
    super(options.optimizer);
    startFactor = options.startFactor;
    endFactor = options.endFactor;
    totalIters = options.totalIters;
    if (startFactor > 1 || startFactor <= 0) {
      throw new IllegalArgumentException(
          "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
    }
    if (endFactor > 1 || endFactor < 0) {
      throw new IllegalArgumentException(
          "Ending multiplicative factor expected to be between 0 and 1.");
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
      return groupRates(lr -> lr * startFactor);
    }
    if (isInitial() || lastEpoch() > totalIters) {
      return groupRates();
    }
    double change = endFactor - startFactor;
    double factor =
        1.0 + ScheduleMath.divide(change, totalIters * startFactor + (lastEpoch() - 1) * change);
    return groupRates(lr -> lr * factor);
  }

  @Override
  List<Double> closedForm() {
    double way = (endFactor - startFactor) * Math.min(totalIters, lastEpoch());
    double factor = startFactor + ScheduleMath.divide(way, totalIters);
    return ofBases(base -> base * factor);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("start_factor", startFactor);
    state.put("end_factor", endFactor);
    state.put("total_iters", totalIters);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    startFactor = state.number("start_factor", startFactor);
    endFactor = state.number("end_factor", endFactor);
    totalIters = state.integer("total_iters", totalIters);
    super.read(state);
  }

  /** The options of {@link LinearLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private double startFactor = START_FACTOR;
    private double endFactor = 1;
    private long totalIters = TOTAL_ITERS;

    private Builder(Optimizer optimizer) {
      super(optimizer);
    }

    /** The factor of the first epoch, greater than 0, at most 1; a third by default. */
    public Builder startFactor(double startFactor) {
      this.startFactor = startFactor;
      return this;
    }

    /** The factor at the end, from 0 to 1; 1 by default. */
    public Builder endFactor(double endFactor) {
      this.endFactor = endFactor;
      return this;
    }

    /** The number of epochs until the end; 5 by default. */
    public Builder totalIters(long totalIters) {
      this.totalIters = totalIters;
      return this;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if a factor is wrong
     */
    public LinearLR build() {
      return new LinearLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
