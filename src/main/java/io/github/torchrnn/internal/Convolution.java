package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions along one axis or two, by a way that is correct on this processor: oneDNN's, or
 * LibTorch's own in float64; see {@link Primitive#CONV1D}.
 */
public final class Convolution {

  private Convolution() {}

  /**
   * Runs a convolution. LibTorch checks the arguments.
   *
   * @param axes 1 or 2, of which the lists have a number each
   * @param same whether the output gets the input's size, whatever the padding says
   */
  public static NDArray run(
      int axes,
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      long[] stride,
      long[] padding,
      boolean same,
      long[] dilation,
      long groups) {
    return Functions.call(
        input.getManager(),
        axes == 1 ? "conv1d" : "conv2d",
        way(axes, input),
        input,
        weight,
        bias,
        stride,
        padding,
        same,
        dilation,
        groups);
  }

  /** The number of the way to take: 0, the usual one, wherever oneDNN is not used. */
  private static int way(int axes, NDArray input) {
    DataType type = input.getDataType();
    boolean oneDnn =
        (type == DataType.FLOAT32 || type == DataType.FLOAT16) && !input.getDevice().isGpu();
    return oneDnn ? (axes == 1 ? Primitive.CONV1D : Primitive.CONV2D).way() : 0;
  }
}
