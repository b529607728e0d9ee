package io.github.torchrnn.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rates multiplied by a factor at some epochs: {@index torch.optim.lr_scheduler.MultiStepLR}, whose
 * {@code MultiStepLR(optimizer, [30, 80])} is {@code new MultiStepLR(optimizer, 30, 80)} here.
 */
public final class MultiStepLR extends LRScheduler {

  private static final double GAMMA = 0.1;
  private static final String MILESTONES = "milestones";

  /** How often each epoch was given: the power of the factor. */
  private Map<Long, Long> milestones;

  private double gamma;

  /** Rates divided by ten at some epochs. */
  public MultiStepLR(Optimizer optimizer, long... milestones) {
    this(builder(optimizer, milestones));
  }

  private MultiStepLR(Builder options) {
    super(options.optimizer);
    milestones = options.milestones;
    gamma = options.gamma;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer, long... milestones) {
    return new Builder(optimizer, milestones);
  }

  @Override
  List<Double> rates() {
    Long times = milestones.get(lastEpoch());
    if (times == null) {
      return groupRates();
    }
    double factor = ScheduleMath.pow(gamma, times);
    return groupRates(lr -> lr * factor);
  }

  @Override
  List<Double> closedForm() {
    List<Long> sorted = new ArrayList<>();
    milestones.forEach(
        (epoch, times) -> {
          for (long i = 0; i < times; i++) {
            sorted.add(epoch);
          }
        });
    sorted.sort(null);
    double factor = ScheduleMath.pow(gamma, ScheduleMath.bisectRight(sorted, lastEpoch()));
    return ofBases(base -> base * factor);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put(MILESTONES, new LinkedHashMap<>(milestones));
    state.put("gamma", gamma);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    if (state.has(MILESTONES)) {
      Map<Long, Long> read = new LinkedHashMap<>();
      SavedValues.map(MILESTONES, state.get(MILESTONES))
          .forEach(
              (epoch, times) ->
                  read.put(
                      SchedulerState.integer("a milestone", epoch),
                      SchedulerState.integer(MILESTONES + "[" + epoch + "]", times)));
      milestones = read;
    }
    gamma = state.number("gamma", gamma);
    super.read(state);
  }

  /** The options of {@link MultiStepLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final Map<Long, Long> milestones = new LinkedHashMap<>();
    private double gamma = GAMMA;

    private Builder(Optimizer optimizer, long... milestones) {
      super(optimizer);
      for (long milestone : Objects.requireNonNull(milestones, "milestones is null")) {
        this.milestones.merge(milestone, 1L, Long::sum);
      }
    }

    /** The factor; 0.1 by default. */
    public Builder gamma(double gamma) {
      this.gamma = gamma;
      return this;
    }

    /** Makes the schedule and sets the first rates. */
    public MultiStepLR build() {
      return new MultiStepLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
