package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/** Rates multiplied by a factor every epoch: {@index torch.optim.lr_scheduler.ExponentialLR}. */
public final class ExponentialLR extends LRScheduler {

  private double gamma;

  /** Rates multiplied by {@code gamma} every epoch. */
  public ExponentialLR(Optimizer optimizer, double gamma) {
    this(builder(optimizer, gamma));
  }

  private ExponentialLR(Builder options) {
    super(options.optimizer);
    gamma = options.gamma;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer, double gamma) {
    return new Builder(optimizer, gamma);
  }

  @Override
  List<Double> rates() {
    return isInitial() ? groupRates() : groupRates(lr -> lr * gamma);
  }

  @Override
  List<Double> closedForm() {
    double factor = ScheduleMath.pow(gamma, lastEpoch());
    return ofBases(base -> base * factor);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("gamma", gamma);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    gamma = state.number("gamma", gamma);
    super.read(state);
  }

  /** The options of {@link ExponentialLR}. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final double gamma;

    private Builder(Optimizer optimizer, double gamma) {
      super(optimizer);
      this.gamma = gamma;
    }

    /** Makes the schedule and sets the first rates. */
    public ExponentialLR build() {
      return new ExponentialLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
