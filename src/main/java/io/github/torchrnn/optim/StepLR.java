package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/**
 * Rates multiplied by a factor at regular intervals of epochs: {@index
 * torch.optim.lr_scheduler.StepLR}.
 *
 * <pre>{@code
 * StepLR scheduler = new StepLR(optimizer, 30);
 * for (int epoch = 0; epoch < 100; epoch++) {
 *   train(optimizer);
 *   scheduler.step();
 * }
 * }</pre>
 */
public final class StepLR extends LRScheduler {

  private static final double GAMMA = 0.1;

  private long stepSize;
  private double gamma;

  /** Rates divided by ten every {@code stepSize} epochs. */
  public StepLR(Optimizer optimizer, long stepSize) {
    this(builder(optimizer, stepSize));
  }

  private StepLR(Builder options) {
    super(options.optimizer);
    stepSize = options.stepSize;
    gamma = options.gamma;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer, long stepSize) {
    return new Builder(optimizer, stepSize);
  }

  @Override
  List<Double> rates() {
    return lastEpoch() == 0 || ScheduleMath.mod(lastEpoch(), stepSize) != 0
        ? groupRates()
        : groupRates(lr -> lr * gamma);
  }

  @Override
  List<Double> closedForm() {
    double factor = ScheduleMath.pow(gamma, Math.floorDiv(lastEpoch(), stepSize));
    return ofBases(base -> base * factor);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("step_size", stepSize);
    state.put("gamma", gamma);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    stepSize = state.integer("step_size", stepSize);
    gamma = state.number("gamma", gamma);
    super.read(state);
  }

  /** The options of {@link StepLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final long stepSize;
    private double gamma = GAMMA;

    private Builder(Optimizer optimizer, long stepSize) {
      super(optimizer);
      this.stepSize = stepSize;
    }

    /** The factor; 0.1 by default. */
    public Builder gamma(double gamma) {
      this.gamma = gamma;
      return this;
    }

    /** Makes the schedule and sets the first rates. */
    public StepLR build() {
      return new StepLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
