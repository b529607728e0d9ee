package io.github.torchrnn.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rates that fall along half a cosine, and rise again if the training goes on: {@index
 * torch.optim.lr_scheduler.CosineAnnealingLR}.
 */
public final class CosineAnnealingLR extends LRScheduler {

  private long tMax;
  private double etaMin;

  /** Rates that fall to 0 in {@code tMax} epochs. */
  public CosineAnnealingLR(Optimizer optimizer, long tMax) {
    this(builder(optimizer, tMax));
  }

  private CosineAnnealingLR(Builder options) {
    super(options.optimizer);
    tMax = options.tMax;
    etaMin = options.etaMin;
    start(options.lastEpoch);
  }

  /** Options of a schedule. */
  public static Builder builder(Optimizer optimizer, long tMax) {
    return new Builder(optimizer, tMax);
  }

  @Override
  List<Double> rates() {
    long epoch = lastEpoch();
    if (isInitial()) {
      return groupRates();
    } else if (stepCount() == 1 && epoch > 0) {
      return closedForm();
    } else if (ScheduleMath.mod(epoch - 1 - tMax, 2 * tMax) == 0) {
      double down = 1 - ScheduleMath.cos(Math.PI / tMax);
      requireZip(baseLrs().size(), groups().size());
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < groups().size(); i++) {
        rates.add(groups().get(i).lr() + (baseLrs().get(i) - etaMin) * down / 2);
      }
      return rates;
    }
    double factor = ScheduleMath.divide(up(epoch), up(epoch - 1));
    return groupRates(lr -> factor * (lr - etaMin) + etaMin);
  }

  private double up(long epoch) {
    return 1 + ScheduleMath.cos(ScheduleMath.divide(Math.PI * epoch, tMax));
  }

  @Override
  List<Double> closedForm() {
    double up = up(lastEpoch());
    return ofBases(base -> etaMin + (base - etaMin) * up / 2);
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("T_max", tMax);
    state.put("eta_min", etaMin);
    super.write(state);
  }

  @Override
  void read(SchedulerState state) {
    tMax = state.integer("T_max", tMax);
    etaMin = state.number("eta_min", etaMin);
    super.read(state);
  }

  /** The options of {@link CosineAnnealingLR}, with torch's defaults. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final long tMax;
    private double etaMin;

    private Builder(Optimizer optimizer, long tMax) {
      super(optimizer);
      this.tMax = tMax;
    }

    /** The lowest rate; 0 by default. */
    public Builder etaMin(double etaMin) {
      this.etaMin = etaMin;
      return this;
    }

    /** Makes the schedule and sets the first rates. */
    public CosineAnnealingLR build() {
      return new CosineAnnealingLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
