package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/**
 * Rates that fall to nothing as a power of the epochs that are left: {@index
 * torch.optim.lr_scheduler.PolynomialLR}.
 */
public final class PolynomialLR extends LRScheduler {

  private static final long TOTAL_ITERS = 5;

  private long totalIters;
  private double power;

  /** Rates that fall in a line for five epochs. */
  public PolynomialLR(Optimizer optimizer) {
    this(builder(optimizer));
  }

  private PolynomialLR(Builder options) {
    super(options.optimizer);
    totalIters = options.totalIters;
    power = options.power;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer) {
    return new Builder(optimizer);
  }

  @Override
  List<Double> rates() {
    if (isInitial() || lastEpoch() > totalIters) {
      return groupRates();
    }
    double left = ScheduleMath.divide(left(lastEpoch()), left(lastEpoch() - 1));
    double factor = ScheduleMath.pow(left, power);
    return groupRates(lr -> lr * factor);
  }

  /** The part of the epochs that is left. */
  private double left(long epoch) {
    return 1 - ScheduleMath.divide(epoch, totalIters);
  }

  @Override
  List<Double> closedForm() {
    double factor = ScheduleMath.pow(left(Math.min(totalIters, lastEpoch())), power);
    return ofBases(base -> base * factor);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("total_iters", totalIters);
    state.put("power", power);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    totalIters = state.integer("total_iters", totalIters);
    power = state.number("power", power);
    super.read(state);
  }

  /** The options of {@link PolynomialLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private long totalIters = TOTAL_ITERS;
    private double power = 1;

    private Builder(Optimizer optimizer) {
      super(optimizer);
    }

    /** The number of epochs in which the rates fall; 5 by default. */
    public Builder totalIters(long totalIters) {
      this.totalIters = totalIters;
      return this;
    }

    /** The power; 1, a line, by default. */
    public Builder power(double power) {
      this.power = power;
      return this;
    }

    /** Makes the schedule and sets the first rates. */
    public PolynomialLR build() {
      return new PolynomialLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
