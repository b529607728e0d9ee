package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/** Changes of arrays in place: the part of {@link Torch} whose names end with an underscore. */
abstract class InPlaceFunctions extends MathFunctions {

  InPlaceFunctions() {}

  /**
   * Writes an array's numbers into another: {@code x.copy_(source)}. Recorded inside {@link
   * Torch#enableGrad}, where x may not be a leaf that requires gradients.
   *
   * @param source an array of a shape that broadcasts to x's, of any type and device
   * @return x
   * @throws IllegalArgumentException with torch's message if the shape does not fit, or x is such a
   *     leaf
   */
  public static NDArray copy_(NDArray x, NDArray source) {
    Functions.updateRecorded("copy_", Tensors.usable("x", x), Tensors.usable("source", source));
    return x;
  }

  /**
   * Gives an array another's memory, and with it type and device: {@code x.data = data}. Nothing is
   * recorded, x goes on requiring gradients if it did, and whoever holds x, a module or an
   * optimizer, sees the change. The two share their numbers from now on.
   *
   * @param data of any shape, but for a module's parameter of the shape that it has
   * @throws IllegalArgumentException if x requires gradients and the data is not floating, or x is
   *     a module's parameter and the shape another
   */
  public static void setData(NDArray x, NDArray data) {
    Tensors.usable("x", x);
    boolean floating = Tensors.usable("data", data).getDataType().isFloating();
    if (!floating && Kernels.callBoolean("requires_grad", x)) {
      throw new IllegalArgumentException(
          "data set to a tensor that requires gradients must be floating point or complex dtype");
    }
    if (Parameters.isParameter(x) && !x.getShape().equals(data.getShape())) {
      throw new IllegalArgumentException(
          "a parameter of %s cannot take data of %s: its module was made for the former"
              .formatted(TorchText.size(x.getShape()), TorchText.size(data.getShape())));
    }
    LibTorch.setData(x, data);
  }
}
