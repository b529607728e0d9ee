package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;

/**
 * The functions of {@index torch.nn.functional}, and of tensors, that NDArray lacks or that differ
 * there. NDArray's {@code tanh}, {@code exp} and so on are torch's; its {@code oneHot} makes
 * float32, and its {@code toType} and {@code duplicate} drop the gradient.
 *
 * <p>Results belong to the argument's manager. Errors are torch's, raised before anything is
 * computed.
 */
public final class Functional extends AttentionFunctions {

  private Functional() {}

  /**
   * Sets numbers to zero at random and scales the others by 1 / (1 - p): {@code dropout(input, p,
   * training)}.
   *
   * @param input an array of any shape, floating
   * @param p the probability of a zero, in [0, 1]
   * @param training whether to drop at all
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if the probability or type is wrong
   */
  public static NDArray dropout(NDArray input, double p, boolean training) {
    requireProbability(p);
    requireDroppable(Tensors.usable("input", input), p, training);
    return call("dropout", input, p, training);
  }

  static void requireProbability(Number p) {
    if (!(p.doubleValue() >= 0 && p.doubleValue() <= 1)) {
      throw new IllegalArgumentException(
          "dropout probability has to be between 0 and 1, but got " + PythonNumber.repr(p));
    }
  }

  /** Infers the number of classes from the greatest index: {@code one_hot(input)}. */
  public static NDArray oneHot(NDArray input) {
    return oneHot(input, -1);
  }

  /**
   * A one at each index, zeros elsewhere: {@code one_hot(input, num_classes)}.
   *
   * @param input indices in [0, numClasses) of any shape, int64
   * @param numClasses the number of classes; -1 for one more than the greatest index
   * @return (..., numClasses), int64
   * @throws IllegalArgumentException with torch's message if the type or an index is wrong
   */
  public static NDArray oneHot(NDArray input, long numClasses) {
    if (Tensors.usable("input", input).getDataType() != DataType.INT64) {
      throw new IllegalArgumentException(
          "one_hot is only applicable to index tensor of type LongTensor.");
    }
    if (input.isEmpty() && numClasses <= 0) {
      throw new IllegalArgumentException(
          "Can not infer total number of classes from empty tensor.");
    }
    if (ArrayChecks.firstIndex(input, index -> index < 0).isPresent()) {
      throw new IllegalArgumentException("Class values must be non-negative.");
    }
    if (numClasses != -1
        && ArrayChecks.firstIndex(input, index -> index >= numClasses).isPresent()) {
      throw new IllegalArgumentException("Class values must be smaller than num_classes.");
    }
    if (numClasses > 0) {
      Tensors.requireSizes(input.getShape().add(numClasses).getShape());
    }
    return call("one_hot", input, numClasses);
  }

  private static NDArray call(String kernel, NDArray input, Object... options) {
    Object[] arguments = new Object[options.length + 1];
    arguments[0] = input;
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Kernels.call(input.getManager(), kernel, arguments);
  }
}
