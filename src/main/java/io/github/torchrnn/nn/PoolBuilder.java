package io.github.torchrnn.nn;

/** The options of all pools, with torch's defaults. */
abstract class PoolBuilder<O extends PoolOptions<O>, B extends PoolBuilder<O, B>> {

  final SizeOption kernelSize;
  final O options;

  PoolBuilder(SizeOption kernelSize, O options) {
    this.kernelSize = kernelSize;
    this.options = options;
  }

  abstract B self();

  /** One number for all axes. */
  SizeOption size(long size) {
    return SizeOption.of(size);
  }

  /** How far the window moves from one output to the next; the window's size by default. */
  public B stride(long stride) {
    options.stride = size(stride);
    return self();
  }

  /**
   * How many places are added at both ends, zeros in an average and less than any number in a
   * maximum; 0 by default, at most half of the window.
   */
  public B padding(long padding) {
    options.padding = size(padding);
    return self();
  }

  /** Whether a window that reaches beyond the end counts; false by default. */
  public B ceilMode(boolean ceilMode) {
    options.ceilMode(ceilMode);
    return self();
  }
}
