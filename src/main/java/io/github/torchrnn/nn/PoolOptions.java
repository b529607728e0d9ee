package io.github.torchrnn.nn;

import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link Functional#maxPool1d}, {@link Functional#maxPool2d}, {@link
 * Functional#avgPool1d} and {@link Functional#avgPool2d}, with torch's defaults. One number is for
 * all axes. A pool ignores what torch's has not.
 */
public final class PoolOptions {

  @Nullable SizeOption stride;
  SizeOption padding = SizeOption.of(0);
  SizeOption dilation = SizeOption.of(1);
  boolean ceilMode;
  boolean countIncludePad = true;
  @Nullable Long divisorOverride;

  /** How far the window moves from one output to the next; the window's size by default. */
  public PoolOptions stride(long stride) {
    this.stride = SizeOption.of(stride);
    return this;
  }

  /** {@link #stride(long)} of each axis. */
  public PoolOptions stride(long height, long width) {
    stride = SizeOption.of(height, width);
    return this;
  }

  /** How many places are added at both ends; 0 by default, at most half of the window. */
  public PoolOptions padding(long padding) {
    this.padding = SizeOption.of(padding);
    return this;
  }

  /** {@link #padding(long)} of each axis. */
  public PoolOptions padding(long height, long width) {
    padding = SizeOption.of(height, width);
    return this;
  }

  /** The distance between the window's points, of max pools; 1 by default. */
  public PoolOptions dilation(long dilation) {
    this.dilation = SizeOption.of(dilation);
    return this;
  }

  /** {@link #dilation(long)} of each axis. */
  public PoolOptions dilation(long height, long width) {
    dilation = SizeOption.of(height, width);
    return this;
  }

  /** Whether a window that reaches beyond the end counts; false by default. */
  public PoolOptions ceilMode(boolean ceilMode) {
    this.ceilMode = ceilMode;
    return this;
  }

  /** Whether added zeros count in an average; true by default. */
  public PoolOptions countIncludePad(boolean countIncludePad) {
    this.countIncludePad = countIncludePad;
    return this;
  }

  /** The divisor of {@code avgPool2d}'s sums instead of the window's size. */
  public PoolOptions divisorOverride(long divisorOverride) {
    this.divisorOverride = divisorOverride;
    return this;
  }
}
