package io.github.torchrnn.nn;

import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link Functional#avgPool1d} and {@link Functional#avgPool2d}, with
 * torch's defaults. One number is for all axes.
 */
public final class AvgPoolOptions extends PoolOptions<AvgPoolOptions> {

  boolean countIncludePad = true;
  @Nullable Long divisorOverride;

  /** Whether added zeros count in an average; true by default. */
  public AvgPoolOptions countIncludePad(boolean countIncludePad) {
    this.countIncludePad = countIncludePad;
    return this;
  }

  /**
   * The divisor of the sums in place of the window's size. As in torch, only {@code avgPool2d}
   * takes it.
   */
  public AvgPoolOptions divisorOverride(long divisorOverride) {
    this.divisorOverride = divisorOverride;
    return this;
  }

  @Override
  AvgPoolOptions self() {
    return this;
  }
}
