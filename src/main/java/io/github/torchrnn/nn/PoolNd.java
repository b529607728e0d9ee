package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Base of the pools along one axis or two. */
abstract class PoolNd<O extends PoolOptions<O>> extends UnaryLayer {

  final int axes;
  final SizeOption kernelSize;
  final SizeOption stride;
  final O options;

  PoolNd(int axes, SizeOption kernelSize, O options) {
    this.axes = axes;
    this.kernelSize = kernelSize;
    this.options = options;
    stride = options.stride == null ? kernelSize : options.stride;
  }

  @Override
  final NDArray run(NDArray input, Weights weights, boolean training) {
    return pool(input, kernelSize.along(axes), options);
  }

  /** The layer's function. */
  abstract NDArray pool(NDArray input, long[] kernelSize, O options);

  @Override
  final Shape outputShape(Shape input) {
    return Windows.output(
        input,
        kernelSize.along(axes),
        stride.along(axes),
        options.padding.along(axes),
        options.dilation.along(axes),
        options.ceilMode);
  }

  static String python(boolean flag) {
    return flag ? "True" : "False";
  }

  @Override
  protected String extraRepr() {
    return "kernel_size=%s, stride=%s, padding=%s".formatted(kernelSize, stride, options.padding);
  }
}
