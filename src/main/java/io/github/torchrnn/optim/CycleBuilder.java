package io.github.torchrnn.optim;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of schedules that move the momentum against the rate. */
abstract class CycleBuilder<B extends CycleBuilder<B>> extends LRScheduler.Builder<B> {

  boolean cycleMomentum = true;

  /** Null where each group has its own. */
  private @Nullable Double baseMomentum;

  private List<Double> baseMomentums = List.of();

  /** Null where each group has its own. */
  private @Nullable Double maxMomentum;

  private List<Double> maxMomentums = List.of();

  CycleBuilder(Optimizer optimizer, double baseMomentum, double maxMomentum) {
    super(optimizer);
    this.baseMomentum = baseMomentum;
    this.maxMomentum = maxMomentum;
  }

  /** Whether the momentum, or Adam's first beta, goes the other way; true by default. */
  public B cycleMomentum(boolean cycleMomentum) {
    this.cycleMomentum = cycleMomentum;
    return self();
  }

  /** The lowest momentum; by default 0.8 of {@link CyclicLR}, 0.85 of {@link OneCycleLR}. */
  public B baseMomentum(double baseMomentum) {
    this.baseMomentum = baseMomentum;
    return self();
  }

  /** The lowest momentum of each group. */
  public B baseMomentum(List<Double> baseMomentums) {
    this.baseMomentums =
        List.copyOf(Objects.requireNonNull(baseMomentums, "baseMomentums is null"));
    baseMomentum = null;
    return self();
  }

  /** The highest momentum; by default 0.9 of {@link CyclicLR}, 0.95 of {@link OneCycleLR}. */
  public B maxMomentum(double maxMomentum) {
    this.maxMomentum = maxMomentum;
    return self();
  }

  /** The highest momentum of each group. */
  public B maxMomentum(List<Double> maxMomentums) {
    this.maxMomentums = List.copyOf(Objects.requireNonNull(maxMomentums, "maxMomentums is null"));
    maxMomentum = null;
    return self();
  }

  /** The lowest momentum of each group; a list of another length is refused in torch's words. */
  final List<Double> lowestMomentums() {
    return ScheduleMath.perGroup("base_momentum", optimizer, baseMomentum, baseMomentums);
  }

  /** The highest momentum of each group, likewise. */
  final List<Double> highestMomentums() {
    return ScheduleMath.perGroup("max_momentum", optimizer, maxMomentum, maxMomentums);
  }
}
