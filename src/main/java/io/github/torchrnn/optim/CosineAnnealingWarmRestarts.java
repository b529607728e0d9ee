package io.github.torchrnn.optim;

import io.github.torchrnn.internal.PythonNumber;
import java.util.List;
import java.util.Map;

/**
 * Rates that fall along half a cosine, again and again: {@index
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}.
 */
public final class CosineAnnealingWarmRestarts extends LRScheduler {

  private long t0;
  private long tMult;
  private double etaMin;

  /** The length of the current cycle, in epochs. */
  private long cycle;

  /** The epochs of the current cycle that have passed. */
  private double passed;

  /** Rates that fall to 0 in every {@code t0} epochs. */
  public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0) {
    this(builder(optimizer, t0));
  }

  private CosineAnnealingWarmRestarts(Builder options) {
    super(options.optimizer);
    t0 = options.t0;
    tMult = options.tMult;
    etaMin = options.etaMin;
    if (t0 <= 0) {
      throw new IllegalArgumentException("Expected positive integer T_0, but got " + t0);
    }
    if (tMult < 1) {
      throw new IllegalArgumentException("Expected integer T_mult >= 1, but got " + tMult);
    }
    cycle = t0;
    passed = options.lastEpoch;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer, long t0) {
    return new Builder(optimizer, t0);
  }

  /**
   * Goes to an epoch, which may be a fraction, and sets its rates: {@code scheduler.step(epoch + i
   * / iters)}, after each batch.
   *
   * @throws IllegalArgumentException with torch's message if it is negative or not finite
   * @throws IllegalStateException if the optimizer has been closed or has another number of groups
   */
  public void step(double epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "Expected non-negative epoch, but got " + PythonNumber.repr(epoch));
    }
    if (!Double.isFinite(epoch)) {
      throw new IllegalArgumentException(
          "cannot convert float %s to integer".formatted(Double.isNaN(epoch) ? "NaN" : "infinity"));
    }
    optimizer()
        .alone(
            () -> {
              goTo(epoch);
              return null;
            });
  }

  @Override
  void advance() {
    if (lastEpoch() < 0) {
      goTo(0);
      return;
    }
    passed++;
    if (passed >= cycle) {
      passed %= cycle;
      cycle *= tMult;
    }
    lastEpoch(lastEpoch() + 1);
    setRates(rates());
  }

  private void goTo(double epoch) {
    if (epoch < t0) {
      cycle = t0;
      passed = epoch;
    } else if (tMult == 1) {
      passed = epoch % t0;
    } else {
      long n = (long) ScheduleMath.log(epoch / t0 * (tMult - 1) + 1, tMult);
      long power = 1;
      for (long i = 0; i < n; i++) {
        power *= tMult;
      }
      passed = epoch - t0 * (power - 1) / (double) (tMult - 1);
      cycle = t0 * power;
    }
    lastEpoch((long) Math.floor(epoch));
    setRates(rates());
  }

  @Override
  List<Double> rates() {
    double up = 1 + ScheduleMath.cos(Math.PI * passed / cycle);
    return ofBases(base -> etaMin + (base - etaMin) * up / 2);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("T_0", t0);
    state.put("T_i", cycle);
    state.put("T_mult", tMult);
    state.put("eta_min", etaMin);
    state.put("T_cur", passed == Math.rint(passed) ? (Object) (long) passed : passed);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    t0 = state.integer("T_0", t0);
    cycle = state.integer("T_i", cycle);
    tMult = state.integer("T_mult", tMult);
    etaMin = state.number("eta_min", etaMin);
    passed = state.number("T_cur", passed);
    super.read(state);
  }

  /** The options of {@link CosineAnnealingWarmRestarts}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final long t0;
    private long tMult = 1;
    private double etaMin;

    private Builder(Optimizer optimizer, long t0) {
      super(optimizer);
      this.t0 = t0;
    }

    /** How many times as long as the one before a cycle is; 1 by default. */
    public Builder tMult(long tMult) {
      this.tMult = tMult;
      return this;
    }

    /** The lowest rate; 0 by default. */
    public Builder etaMin(double etaMin) {
      this.etaMin = etaMin;
      return this;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public CosineAnnealingWarmRestarts build() {
      return new CosineAnnealingWarmRestarts(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
