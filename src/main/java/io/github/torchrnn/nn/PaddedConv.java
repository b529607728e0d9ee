package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Convolution;
import io.github.torchrnn.internal.Tensors;

/** Base of the convolutions along one axis or two, {@link Conv1d} and {@link Conv2d}. */
abstract class PaddedConv extends ConvNd {

  PaddedConv(int axes, PaddedConvBuilder<?> builder) {
    super(axes, builder, null);
  }

  @Override
  final NDArray run(NDArray input, Weights weights, boolean training) {
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input", input), weight());
    boolean zeros = paddingMode.equals(ZEROS);
    return Convolution.run(
        axes,
        zeros ? input : Functional.pad(input, around(), paddingMode),
        weights.of(weight),
        weights.of(bias),
        stride,
        zeros ? padding : new long[axes],
        zeros && same,
        dilation,
        groups);
  }

  /** The places that are added before and after each axis, the last axis first. */
  private long[] around() {
    long[] around = new long[2 * axes];
    for (int axis = 0; axis < axes; axis++) {
      int at = 2 * (axes - 1 - axis);
      long total = same ? dilation[axis] * (kernelSize[axis] - 1) : 2 * padding[axis];
      around[at] = total / 2;
      around[at + 1] = total - total / 2;
    }
    return around;
  }

  @Override
  final Shape outputShape(Shape input) {
    Shape shape =
        same ? input : Windows.output(input, kernelSize, stride, padding, dilation, false);
    return Windows.with(shape, axes + 1, outChannels());
  }
}
