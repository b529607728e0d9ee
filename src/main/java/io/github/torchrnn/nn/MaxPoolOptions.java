package io.github.torchrnn.nn;

/**
 * The keyword arguments of {@link Functional#maxPool1d} and {@link Functional#maxPool2d}, with
 * torch's defaults. One number is for all axes.
 */
public final class MaxPoolOptions extends PoolOptions<MaxPoolOptions> {

  /** The distance between the window's points; 1 by default. */
  public MaxPoolOptions dilation(long dilation) {
    this.dilation = SizeOption.of(dilation);
    return this;
  }

  /** {@link #dilation(long)} of each axis. */
  public MaxPoolOptions dilation(long height, long width) {
    dilation = SizeOption.of(height, width);
    return this;
  }

  @Override
  MaxPoolOptions self() {
    return this;
  }
}
