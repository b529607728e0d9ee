package io.github.torchrnn.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rates that rise and fall between two bounds again and again, with a momentum that does the
 * reverse: {@index torch.optim.lr_scheduler.CyclicLR}. It steps after each batch.
 *
 * <pre>{@code
 * CyclicLR scheduler = new CyclicLR(optimizer, 0.001, 0.01);
 * }</pre>
 *
 * <p>As in torch, a function that scales the height of the cycles is no part of the state.
 */
public final class CyclicLR extends LRScheduler {

  private static final String TRIANGULAR = "triangular";
  private static final String TRIANGULAR2 = "triangular2";
  private static final String EXP_RANGE = "exp_range";
  private static final Set<String> MODES = Set.of(TRIANGULAR, TRIANGULAR2, EXP_RANGE);
  private static final String CYCLE = "cycle";

  private List<Double> maxLrs;

  /** The number of steps of a cycle, and the part of them in which the rate rises. */
  private double totalSize;

  private double stepRatio;

  private String mode;
  private double gamma;
  private final @Nullable DoubleUnaryOperator scaleFn;
  private String scaleMode;
  private boolean cycleMomentum;

  /** Whether the optimizer has betas, whose first one is the momentum. */
  private boolean useBeta1;

  private List<Double> baseMomentums = List.of();
  private List<Double> maxMomentums = List.of();

  /** Cycles between two rates, with torch's defaults. */
  public CyclicLR(Optimizer optimizer, double baseLr, double maxLr) {
    this(builder(optimizer, baseLr, maxLr));
  }

  private CyclicLR(Builder options) {
    super(options.optimizer);
    boolean begins = options.lastEpoch == -1;
    List<Double> bases =
        ScheduleMath.perGroup("base_lr", optimizer(), options.baseLr, options.baseLrs);
    if (begins) {
      for (int i = 0; i < bases.size(); i++) {
        groups().get(i).schedule("lr", bases.get(i));
      }
    }
    maxLrs = ScheduleMath.perGroup("max_lr", optimizer(), options.maxLr, options.maxLrs);
    double up = options.stepSizeUp;
    totalSize = up + (options.stepSizeDown == null ? up : options.stepSizeDown);
    stepRatio = ScheduleMath.divide(up, totalSize);
    mode = options.mode;
    gamma = options.gamma;
    scaleFn = options.scaleFn;
    scaleMode = options.scaleMode;
    if (scaleFn == null && !MODES.contains(mode)) {
      throw new IllegalArgumentException("mode is invalid and scale_fn is None");
    }
    chooseScaleMode();
    cycleMomentum = options.cycleMomentum;
    if (cycleMomentum) {
      useBeta1 = MomentumCycle.usesBeta1(optimizer());
      baseMomentums = options.lowestMomentums();
      maxMomentums = options.highestMomentums();
      if (begins) {
        MomentumCycle.begin(optimizer(), useBeta1, maxMomentums, baseMomentums);
      }
    }
    start(options.lastEpoch);
    baseLrs(bases); // the first rates are those that the groups began with, as in torch
  }

  /** Options of a schedule with the same bounds for all groups. */
  public static Builder builder(Optimizer optimizer, double baseLr, double maxLr) {
    return new Builder(optimizer, baseLr, List.of(), maxLr, List.of());
  }

  /** Options of a schedule with bounds for each group. */
  public static Builder builder(Optimizer optimizer, List<Double> baseLrs, List<Double> maxLrs) {
    return new Builder(
        optimizer,
        null,
        List.copyOf(Objects.requireNonNull(baseLrs, "baseLrs is null")),
        null,
        List.copyOf(Objects.requireNonNull(maxLrs, "maxLrs is null")));
  }

  private void chooseScaleMode() {
    if (scaleFn == null && MODES.contains(mode)) {
      scaleMode = mode.equals(EXP_RANGE) ? "iterations" : CYCLE;
    }
  }

  @Override
  List<Double> rates() {
    double part = ScheduleMath.divide(lastEpoch(), totalSize);
    double cycle = Math.floor(1 + part);
    double x = 1 + part - cycle;
    double height =
        x <= stepRatio
            ? ScheduleMath.divide(x, stepRatio)
            : ScheduleMath.divide(x - 1, stepRatio - 1);
    double at = scaleMode.equals(CYCLE) ? cycle : lastEpoch();
    requireZip(baseLrs().size(), maxLrs.size());
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < maxLrs.size(); i++) {
      double base = baseLrs().get(i);
      rates.add(base + (maxLrs.get(i) - base) * height * scale(at));
    }
    if (cycleMomentum) {
      moveMomentum(height, at);
    }
    return rates;
  }

  private void moveMomentum(double height, double at) {
    requireZip(baseMomentums.size(), maxMomentums.size());
    requireZip(groups().size(), maxMomentums.size());
    for (int i = 0; i < maxMomentums.size(); i++) {
      double highest = maxMomentums.get(i);
      double change = (highest - baseMomentums.get(i)) * height * scale(at);
      MomentumCycle.set(groups().get(i), useBeta1, highest - change);
    }
  }

  /** The height of a cycle or step in parts of the first's. */
  private double scale(double x) {
    if (scaleFn != null) {
      return scaleFn.applyAsDouble(x);
    }
    return switch (mode) {
      case TRIANGULAR2 -> 1 / ScheduleMath.pow(2, x - 1);
      case EXP_RANGE -> ScheduleMath.pow(gamma, x);
      default -> 1;
    };
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("max_lrs", maxLrs);
    state.put("total_size", totalSize);
    state.put("step_ratio", stepRatio);
    state.put("mode", mode);
    state.put("gamma", gamma);
    state.put("scale_mode", scaleMode);
    state.put("cycle_momentum", cycleMomentum);
    if (cycleMomentum) {
      state.put("use_beta1", useBeta1);
      state.put("base_momentums", baseMomentums);
      state.put("max_momentums", maxMomentums);
    }
    super.write(state);
    state.put("_scale_fn_custom", null);
  }

  @Override
  void read(SchedulerState state) {
    maxLrs = state.numbers("max_lrs", maxLrs);
    totalSize = state.number("total_size", totalSize);
    stepRatio = state.number("step_ratio", stepRatio);
    mode = state.text("mode", mode);
    gamma = state.number("gamma", gamma);
    scaleMode = state.text("scale_mode", scaleMode);
    cycleMomentum = state.flag("cycle_momentum", cycleMomentum);
    useBeta1 = state.flag("use_beta1", useBeta1);
    baseMomentums = state.numbers("base_momentums", baseMomentums);
    maxMomentums = state.numbers("max_momentums", maxMomentums);
    chooseScaleMode();
    super.read(state);
  }

  /** The options of {@link CyclicLR}, with torch's defaults. */
  public static final class Builder extends CycleBuilder<Builder> {
    private final @Nullable Double baseLr;
    private final List<Double> baseLrs;
    private final @Nullable Double maxLr;
    private final List<Double> maxLrs;
    private long stepSizeUp = 2000;
    private @Nullable Long stepSizeDown;
    private String mode = TRIANGULAR;
    private double gamma = 1;
    private @Nullable DoubleUnaryOperator scaleFn;
    private String scaleMode = CYCLE;

    private Builder(
        Optimizer optimizer,
        @Nullable Double baseLr,
        List<Double> baseLrs,
        @Nullable Double maxLr,
        List<Double> maxLrs) {
      super(optimizer, 0.8, 0.9);
      this.baseLr = baseLr;
      this.baseLrs = baseLrs;
      this.maxLr = maxLr;
      this.maxLrs = maxLrs;
    }

    /** The number of steps in which the rate rises; 2000 by default. */
    public Builder stepSizeUp(long stepSizeUp) {
      this.stepSizeUp = stepSizeUp;
      return this;
    }

    /** The number of steps in which the rate falls; as many as it rises unless set. */
    public Builder stepSizeDown(long stepSizeDown) {
      this.stepSizeDown = stepSizeDown;
      return this;
    }

    /**
     * {@code triangular}, the default, {@code triangular2}, in which each cycle is half as high as
     * the one before, or {@code exp_range}, in which the height shrinks with each step by {@link
     * #gamma}.
     */
    public Builder mode(String mode) {
      this.mode = Objects.requireNonNull(mode, "mode is null");
      return this;
    }

    /** The height of a step in parts of the one before, in mode {@code exp_range}; 1 by default. */
    public Builder gamma(double gamma) {
      this.gamma = gamma;
      return this;
    }

    /** The height by a function of the cycle, from 1, or of the step; the mode is ignored then. */
    public Builder scaleFn(DoubleUnaryOperator scaleFn) {
      this.scaleFn = Objects.requireNonNull(scaleFn, "scaleFn is null");
      return this;
    }

    /**
     * What {@link #scaleFn} is a function of: {@code cycle}, the default, or {@code iterations}.
     */
    public Builder scaleMode(String scaleMode) {
      this.scaleMode = Objects.requireNonNull(scaleMode, "scaleMode is null");
      return this;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     * @throws ArithmeticException where Python divides by zero: a cycle has no steps
     */
    public CyclicLR build() {
      return new CyclicLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
