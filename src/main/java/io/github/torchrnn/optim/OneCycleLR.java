package io.github.torchrnn.optim;

import io.github.torchrnn.internal.PythonNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rates that rise to a maximum and fall to nearly nothing, with a momentum that does the reverse:
 * {@index torch.optim.lr_scheduler.OneCycleLR}. It steps after each batch.
 *
 * <pre>{@code
 * OneCycleLR scheduler = new OneCycleLR(optimizer, 0.01, epochs * batches);
 * }</pre>
 */
public final class OneCycleLR extends LRScheduler {

  private static final String INITIAL_LR = "initial_lr";
  private static final String MAX_LR = "max_lr";
  private static final String MIN_LR = "min_lr";
  private static final String MAX_MOMENTUM = "max_momentum";
  private static final String BASE_MOMENTUM = "base_momentum";
  private static final String COS = "cos";

  /** A part of the schedule: the step it ends with, and the group's numbers it goes from and to. */
  private record Phase(
      double endStep, String startLr, String endLr, String startMomentum, String endMomentum) {

    static Phase of(Map<?, ?> saved) {
      return new Phase(
          SavedValues.number("end_step", saved.get("end_step")),
          SchedulerState.text("start_lr", saved.get("start_lr")),
          SchedulerState.text("end_lr", saved.get("end_lr")),
          SchedulerState.text("start_momentum", saved.get("start_momentum")),
          SchedulerState.text("end_momentum", saved.get("end_momentum")));
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("end_step", endStep);
      map.put("start_lr", startLr);
      map.put("end_lr", endLr);
      map.put("start_momentum", startMomentum);
      map.put("end_momentum", endMomentum);
      return map;
    }
  }

  private long totalSteps;
  private List<Phase> phases;
  private String annealStrategy;
  private boolean cycleMomentum;

  /** Whether the optimizer has betas, whose first one is the momentum. */
  private boolean useBeta1;

  /** A cycle of a number of steps, with torch's defaults. */
  public OneCycleLR(Optimizer optimizer, double maxLr, long totalSteps) {
    this(builder(optimizer, maxLr).totalSteps(totalSteps));
  }

  private OneCycleLR(Builder options) {
    super(options.optimizer);
    totalSteps = options.steps();
    phases = phases(options.pctStart, totalSteps, options.threePhase);
    annealStrategy = options.annealStrategy;
    cycleMomentum = options.cycleMomentum;
    if (!(options.pctStart >= 0 && options.pctStart <= 1)) {
      throw new IllegalArgumentException(
          "Expected float between 0 and 1 pct_start, but got "
              + PythonNumber.repr(options.pctStart));
    }
    if (!annealStrategy.equals(COS) && !annealStrategy.equals("linear")) {
      throw new IllegalArgumentException(
          "anneal_strategy must be one of 'cos' or 'linear', instead got " + annealStrategy);
    }
    prepareRates(options);
    if (cycleMomentum) {
      prepareMomentum(options);
    }
    start(options.lastEpoch);
  }

  /** Options of a schedule with one highest rate for all groups. */
  public static Builder builder(Optimizer optimizer, double maxLr) {
    return new Builder(optimizer, maxLr, List.of());
  }

  /** Options of a schedule with a highest rate for each group. */
  public static Builder builder(Optimizer optimizer, List<Double> maxLrs) {
    return new Builder(
        optimizer, null, List.copyOf(Objects.requireNonNull(maxLrs, "maxLrs is null")));
  }

  private static List<Phase> phases(double pctStart, long steps, boolean three) {
    double first = pctStart * steps - 1;
    double last = steps - 1;
    Phase rise = new Phase(first, INITIAL_LR, MAX_LR, MAX_MOMENTUM, BASE_MOMENTUM);
    if (!three) {
      return List.of(rise, new Phase(last, MAX_LR, MIN_LR, BASE_MOMENTUM, MAX_MOMENTUM));
    }
    double second = 2 * pctStart * steps - 2;
    return List.of(
        rise,
        new Phase(second, MAX_LR, INITIAL_LR, BASE_MOMENTUM, MAX_MOMENTUM),
        new Phase(last, INITIAL_LR, MIN_LR, MAX_MOMENTUM, MAX_MOMENTUM));
  }

  private void prepareRates(Builder options) {
    List<Double> maxLrs = ScheduleMath.perGroup(MAX_LR, optimizer(), options.maxLr, options.maxLrs);
    if (options.lastEpoch != -1) {
      return;
    }
    for (int i = 0; i < maxLrs.size(); i++) {
      ParamGroup group = groups().get(i);
      double initial = ScheduleMath.divide(maxLrs.get(i), options.divFactor);
      group.set(INITIAL_LR, initial);
      group.set(MAX_LR, maxLrs.get(i));
      group.set(MIN_LR, ScheduleMath.divide(initial, options.finalDivFactor));
    }
  }

  private void prepareMomentum(Builder options) {
    useBeta1 = MomentumCycle.usesBeta1(optimizer());
    List<Double> highest = options.highestMomentums();
    List<Double> lowest = options.lowestMomentums();
    if (options.lastEpoch == -1) {
      MomentumCycle.begin(optimizer(), useBeta1, highest, lowest);
    }
  }

  @Override
  List<Double> rates() {
    long step = lastEpoch();
    if (step > totalSteps) {
      throw new IllegalStateException(
          "Tried to step %s times. The specified number of total steps is %s"
              .formatted(step, totalSteps));
    }
    double start = 0;
    int i = 0;
    while (i < phases.size() - 1 && step > phases.get(i).endStep) {
      start = phases.get(i).endStep;
      i++;
    }
    Phase phase = phases.get(i);
    double pct = ScheduleMath.divide(step - start, phase.endStep - start);
    List<Double> rates = new ArrayList<>();
    for (ParamGroup group : groups()) {
      rates.add(annealed(scheduled(group, phase.startLr), scheduled(group, phase.endLr), pct));
      if (cycleMomentum) {
        double from = scheduled(group, phase.startMomentum);
        double momentum = annealed(from, scheduled(group, phase.endMomentum), pct);
        MomentumCycle.set(group, useBeta1, momentum);
      }
    }
    return rates;
  }

  private double annealed(double start, double end, double pct) {
    if (annealStrategy.equals(COS)) {
      return end + (start - end) / 2 * (ScheduleMath.cos(Math.PI * pct) + 1);
    }
    return (end - start) * pct + start;
  }

  private static double scheduled(ParamGroup group, String name) {
    Double number = group.scheduled(name);
    if (number == null) {
      throw new IllegalStateException(
          "a parameter group has no %s: it was added, or its state was loaded, without it"
              .formatted(name));
    }
    return number;
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("total_steps", totalSteps);
    state.put("_schedule_phases", phases.stream().map(Phase::toMap).toList());
    state.put("_anneal_func_type", annealStrategy);
    state.put("cycle_momentum", cycleMomentum);
    if (cycleMomentum) {
      state.put("use_beta1", useBeta1);
    }
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    totalSteps = state.integer("total_steps", totalSteps);
    if (state.has("_schedule_phases")) {
      phases =
          SavedValues.list("_schedule_phases", state.get("_schedule_phases")).stream()
              .map(phase -> Phase.of(SavedValues.map("a phase", phase)))
              .toList();
    }
    annealStrategy = state.text("_anneal_func_type", annealStrategy);
    cycleMomentum = state.flag("cycle_momentum", cycleMomentum);
    useBeta1 = state.flag("use_beta1", useBeta1);
    super.read(state);
  }

  /** The options of {@link OneCycleLR}, with torch's defaults. */
  public static final class Builder extends CycleBuilder<Builder> {
    private final @Nullable Double maxLr;
    private final List<Double> maxLrs;
    private @Nullable Long totalSteps;
    private @Nullable Long epochs;
    private @Nullable Long stepsPerEpoch;
    private double pctStart = 0.3;
    private String annealStrategy = COS;
    private double divFactor = 25;
    private double finalDivFactor = 1e4;
    private boolean threePhase;

    private Builder(Optimizer optimizer, @Nullable Double maxLr, List<Double> maxLrs) {
      super(optimizer, 0.85, 0.95);
      this.maxLr = maxLr;
      this.maxLrs = maxLrs;
    }

    /** The number of steps of the cycle; epochs times steps per epoch unless set. */
    public Builder totalSteps(long totalSteps) {
      this.totalSteps = totalSteps;
      return this;
    }

    /** The number of epochs, if the number of steps is not set. */
    public Builder epochs(long epochs) {
      this.epochs = epochs;
      return this;
    }

    /** The number of steps of an epoch, if the number of steps is not set. */
    public Builder stepsPerEpoch(long stepsPerEpoch) {
      this.stepsPerEpoch = stepsPerEpoch;
      return this;
    }

    /** The fraction of the steps in which the rate rises; 0.3 by default. */
    public Builder pctStart(double pctStart) {
      this.pctStart = pctStart;
      return this;
    }

    /** How the rate goes up and down: {@code cos}, the default, or {@code linear}. */
    public Builder annealStrategy(String annealStrategy) {
      this.annealStrategy = Objects.requireNonNull(annealStrategy, "annealStrategy is null");
      return this;
    }

    /** How many times the first rate the highest one is; 25 by default. */
    public Builder divFactor(double divFactor) {
      this.divFactor = divFactor;
      return this;
    }

    /** How many times the last rate the first one is; 1e4 by default. */
    public Builder finalDivFactor(double finalDivFactor) {
      this.finalDivFactor = finalDivFactor;
      return this;
    }

    /** A third phase, in which the rate falls from the first to the last; false by default. */
    public Builder threePhase(boolean threePhase) {
      this.threePhase = threePhase;
      return this;
    }

    private long steps() {
      if (totalSteps != null) {
        return positive("total_steps", totalSteps);
      } else if (epochs != null && stepsPerEpoch != null) {
        return positive("epochs", epochs) * positive("steps_per_epoch", stepsPerEpoch);
      }
      throw new IllegalArgumentException(
          "You must define either total_steps OR (epochs AND steps_per_epoch)");
    }

    private static long positive(String name, long value) {
      if (value <= 0) {
        throw new IllegalArgumentException(
            "Expected positive integer %s, but got %s".formatted(name, value));
      }
      return value;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public OneCycleLR build() {
      return new OneCycleLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
