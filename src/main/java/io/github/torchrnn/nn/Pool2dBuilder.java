package io.github.torchrnn.nn;

/** The options of all pools along two axes, with torch's defaults. */
abstract class Pool2dBuilder<O extends PoolOptions<O>, B extends Pool2dBuilder<O, B>>
    extends PoolBuilder<O, B> {

  Pool2dBuilder(SizeOption kernelSize, O options) {
    super(kernelSize, options);
  }

  /** {@link #stride(long)} of each axis. */
  public B stride(long height, long width) {
    options.stride(height, width);
    return self();
  }

  /** {@link #padding(long)} of each axis. */
  public B padding(long height, long width) {
    options.padding(height, width);
    return self();
  }
}
