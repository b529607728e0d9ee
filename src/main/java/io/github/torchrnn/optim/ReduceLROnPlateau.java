package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rates multiplied by a factor when a metric has not got better for some epochs: {@index
 * torch.optim.lr_scheduler.ReduceLROnPlateau}.
 *
 * <pre>{@code
 * ReduceLROnPlateau scheduler = new ReduceLROnPlateau(optimizer);
 * for (int epoch = 0; epoch < 10; epoch++) {
 *   train(optimizer);
 *   scheduler.step(validate());
 * }
 * }</pre>
 */
public final class ReduceLROnPlateau extends LRScheduler {

  private static final String MIN = "min";
  private static final String REL = "rel";

  private String mode;
  private double factor;

  /** The number of bad epochs in a row that are tolerated. */
  private long patience;

  private double threshold;
  private String thresholdMode;

  /** The number of epochs after a reduction that do not count as bad. */
  private long cooldown;

  /** The lowest rate of all groups; null if each was given one. */
  private @Nullable Double defaultMinLr;

  private List<Double> minLrs;

  /** The least change of a rate. */
  private double eps;

  private double best;
  private long cooldownCounter;
  private long numBadEpochs;

  /** A schedule with torch's defaults: a tenth of the rate after ten epochs without progress. */
  public ReduceLROnPlateau(Optimizer optimizer) {
    this(builder(optimizer));
  }

  /** A schedule for a metric that falls ({@code min}) or rises ({@code max}). */
  public ReduceLROnPlateau(Optimizer optimizer, String mode) {
    this(builder(optimizer).mode(mode));
  }

  private ReduceLROnPlateau(Builder options) {
    super(options.optimizer);
    mode = options.mode;
    factor = options.factor;
    patience = options.patience;
    threshold = options.threshold;
    thresholdMode = options.thresholdMode;
    cooldown = options.cooldown;
    defaultMinLr = options.minLr;
    eps = options.eps;
    if (factor >= 1) {
      throw new IllegalArgumentException("Factor should be < 1.0.");
    }
    int groups = groups().size();
    if (defaultMinLr == null && options.minLrs.size() != groups) {
      throw new IllegalArgumentException(
          "expected %s min_lrs, got %s".formatted(groups, options.minLrs.size()));
    }
    minLrs = defaultMinLr == null ? options.minLrs : Collections.nCopies(groups, defaultMinLr);
    rememberRates();
    checkModes();
    best = worst();
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer) {
    return new Builder(optimizer);
  }

  private void checkModes() {
    if (!mode.equals(MIN) && !mode.equals("max")) {
      throw new IllegalArgumentException("mode " + mode + " is unknown!");
    }
    if (!thresholdMode.equals(REL) && !thresholdMode.equals("abs")) {
      throw new IllegalArgumentException("threshold mode " + thresholdMode + " is unknown!");
    }
  }

  private double worst() {
    return mode.equals(MIN) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /**
   * Ends an epoch: {@code scheduler.step(metric)}.
   *
   * @param metric of the epoch, a loss for example
   * @throws IllegalStateException if the optimizer has been closed, or got groups while each had a
   *     lowest rate of its own
   */
  public void step(double metric) {
    optimizer()
        .alone(
            () -> {
              lastEpoch(lastEpoch() + 1);
              judge(metric);
              rememberRates();
              return null;
            });
  }

  /**
   * Ends an epoch: {@code scheduler.step(loss)}.
   *
   * @param metric an array of one element
   * @throws IllegalArgumentException if it has not exactly one element
   */
  public void step(NDArray metric) {
    step(Torch.item(metric));
  }

  private void judge(double metric) {
    if (isBetter(metric)) {
      best = metric;
      numBadEpochs = 0;
    } else {
      numBadEpochs++;
    }
    if (cooldownCounter > 0) {
      cooldownCounter--;
      numBadEpochs = 0;
    }
    if (numBadEpochs > patience) {
      reduce();
      cooldownCounter = cooldown;
      numBadEpochs = 0;
    }
  }

  private boolean isBetter(double metric) {
    if (mode.equals(MIN)) {
      return metric < (thresholdMode.equals(REL) ? best * (1.0 - threshold) : best - threshold);
    }
    return metric > (thresholdMode.equals(REL) ? best * (threshold + 1.0) : best + threshold);
  }

  private void reduce() {
    List<ParamGroup> groups = groups();
    if (groups.size() != minLrs.size()) {
      if (defaultMinLr == null) {
        throw new IllegalStateException(
            ("The number of param groups in the `optimizer` (%s) differs from when"
                    + " `ReduceLROnPlateau` was initialized (%s), usually due to a new param group"
                    + " being added to the optimizer. Please modify the `min_lrs` field to match"
                    + " the length of the `optimizer` param groups.")
                .formatted(groups.size(), minLrs.size()));
      }
      minLrs = Collections.nCopies(groups.size(), defaultMinLr);
    }
    for (int i = 0; i < groups.size(); i++) {
      double old = groups.get(i).lr();
      double reduced = Math.max(old * factor, minLrs.get(i));
      if (old - reduced > eps) {
        groups.get(i).schedule("lr", reduced);
      }
    }
  }

  @Override
  void advance() {
    throw new UnsupportedOperationException(
        "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'");
  }

  @Override
  List<Double> rates() {
    return groupRates();
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("factor", factor);
    state.put("default_min_lr", defaultMinLr);
    state.put("min_lrs", minLrs);
    state.put("patience", patience);
    state.put("cooldown", cooldown);
    state.put("eps", eps);
    state.put("last_epoch", lastEpoch());
    state.put("_last_lr", getLastLr());
    state.put("mode_worse", worst());
    state.put("mode", mode);
    state.put("threshold", threshold);
    state.put("threshold_mode", thresholdMode);
    state.put("best", best);
    state.put("cooldown_counter", cooldownCounter);
    state.put("num_bad_epochs", numBadEpochs);
  }

  @Override
  void read(SchedulerState state) {
    factor = state.number("factor", factor);
    if (state.has("default_min_lr")) {
      Object lowest = state.get("default_min_lr");
      defaultMinLr = lowest == null ? null : SavedValues.number("default_min_lr", lowest);
    }
    minLrs = state.numbers("min_lrs", minLrs);
    patience = state.integer("patience", patience);
    cooldown = state.integer("cooldown", cooldown);
    eps = state.number("eps", eps);
    mode = state.text("mode", mode);
    threshold = state.number("threshold", threshold);
    thresholdMode = state.text("threshold_mode", thresholdMode);
    best = state.number("best", best);
    cooldownCounter = state.integer("cooldown_counter", cooldownCounter);
    numBadEpochs = state.integer("num_bad_epochs", numBadEpochs);
    super.read(state);
    checkModes();
  }

  /** The options of {@link ReduceLROnPlateau}, with torch's defaults. */
  public static final class Builder {
    private final Optimizer optimizer;
    private String mode = MIN;
    private double factor = 0.1;
    private long patience = 10;
    private double threshold = 1e-4;
    private String thresholdMode = REL;
    private long cooldown;
    private @Nullable Double minLr = 0.0;
    private List<Double> minLrs = List.of();
    private double eps = 1e-8;

    private Builder(Optimizer optimizer) {
      this.optimizer = Objects.requireNonNull(optimizer, "optimizer is null");
    }

    /** Whether the metric gets better by falling, {@code min}, or rising, {@code max}. */
    public Builder mode(String mode) {
      this.mode = Objects.requireNonNull(mode, "mode is null");
      return this;
    }

    /** The factor, less than 1; 0.1 by default. */
    public Builder factor(double factor) {
      this.factor = factor;
      return this;
    }

    /** The number of epochs without progress that are tolerated; 10 by default. */
    public Builder patience(long patience) {
      this.patience = patience;
      return this;
    }

    /** How much better than the best a metric must be to count; 1e-4 by default. */
    public Builder threshold(double threshold) {
      this.threshold = threshold;
      return this;
    }

    /** Whether the threshold is a fraction of the best, {@code rel}, or a number, {@code abs}. */
    public Builder thresholdMode(String thresholdMode) {
      this.thresholdMode = Objects.requireNonNull(thresholdMode, "thresholdMode is null");
      return this;
    }

    /** How many epochs after a reduction do not count; 0 by default. */
    public Builder cooldown(long cooldown) {
      this.cooldown = cooldown;
      return this;
    }

    /** The lowest rate; 0 by default. */
    public Builder minLr(double minLr) {
      this.minLr = minLr;
      return this;
    }

    /** The lowest rate of each group. */
    public Builder minLr(List<Double> minLrs) {
      this.minLrs = List.copyOf(Objects.requireNonNull(minLrs, "minLrs is null"));
      minLr = null;
      return this;
    }

    /** The least change of a rate: a smaller one is not made; 1e-8 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /**
     * Makes the schedule.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public ReduceLROnPlateau build() {
      return new ReduceLROnPlateau(this);
    }
  }
}
