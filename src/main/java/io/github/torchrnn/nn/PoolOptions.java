package io.github.torchrnn.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments that the functions of all pools have. One number is for all axes. */
abstract class PoolOptions<O extends PoolOptions<O>> {

  @Nullable SizeOption stride;
  SizeOption padding = SizeOption.of(0);
  SizeOption dilation = SizeOption.of(1);
  boolean ceilMode;

  abstract O self();

  /** How far the window moves from one output to the next; the window's size by default. */
  public O stride(long stride) {
    this.stride = SizeOption.of(stride);
    return self();
  }

  /** {@link #stride(long)} of each axis. */
  public O stride(long height, long width) {
    stride = SizeOption.of(height, width);
    return self();
  }

  /** How many places are added at both ends; 0 by default, at most half of the window. */
  public O padding(long padding) {
    this.padding = SizeOption.of(padding);
    return self();
  }

  /** {@link #padding(long)} of each axis. */
  public O padding(long height, long width) {
    padding = SizeOption.of(height, width);
    return self();
  }

  /** Whether a window that reaches beyond the end counts; false by default. */
  public O ceilMode(boolean ceilMode) {
    this.ceilMode = ceilMode;
    return self();
  }
}
