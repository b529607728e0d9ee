package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;

/**
 * The functions of each number by itself under torch's own names, beside NDArray's methods that do
 * the same: the part of {@link Torch} that lets lines such as {@code torch.exp(x)} stay as they
 * are.
 */
abstract class MathFunctions extends ElementFunctions {

  MathFunctions() {}

  /** {@code torch.exp(x)}. */
  public static NDArray exp(NDArray input) {
    return Functions.call(managerOf(input), "exp", input);
  }

  /** The natural logarithm: {@code torch.log(x)}. */
  public static NDArray log(NDArray input) {
    return Functions.call(managerOf(input), "log", input);
  }

  /** The square root: {@code torch.sqrt(x)}. */
  public static NDArray sqrt(NDArray input) {
    return Functions.call(managerOf(input), "sqrt", input);
  }

  /** {@code torch.sin(x)}. */
  public static NDArray sin(NDArray input) {
    return Functions.call(managerOf(input), "sin", input);
  }

  /** {@code torch.cos(x)}. */
  public static NDArray cos(NDArray input) {
    return Functions.call(managerOf(input), "cos", input);
  }

  /** The hyperbolic tangent: {@code torch.tanh(x)}. */
  public static NDArray tanh(NDArray input) {
    return Functions.call(managerOf(input), "tanh", input);
  }

  /** {@code 1 / (1 + exp(-x))}: {@code torch.sigmoid(x)}. */
  public static NDArray sigmoid(NDArray input) {
    return Kernels.call(managerOf(input), "sigmoid", input);
  }

  /**
   * Numbers that sum to 1 along an axis: {@code torch.softmax(x, dim)}.
   *
   * @param input an array of any shape, floating
   * @param dim the axis, counted from the end if negative
   */
  public static NDArray softmax(NDArray input, int dim) {
    return Functions.call(managerOf(input), "softmax", input, dim);
  }

  /** The absolute value: {@code torch.abs(x)}. */
  public static NDArray abs(NDArray input) {
    return Functions.call(managerOf(input), "abs", input);
  }

  /** The nearest whole number, the even one of two: {@code torch.round(x)}. */
  public static NDArray round(NDArray input) {
    return Functions.call(managerOf(input), "round", input);
  }

  /** Products, with broadcasting: {@code torch.mul(x, y)}. */
  public static NDArray mul(NDArray input, NDArray other) {
    return Functions.call(managerOf(input), "mul", input, Tensors.usable("other", other));
  }

  /** Products with a number: {@code torch.mul(x, 2)}. */
  public static NDArray mul(NDArray input, Number other) {
    return Tensors.usable("input", input).mul(value(other));
  }

  /** Whether numbers are equal, bool: {@code torch.eq(x, y)}. */
  public static NDArray eq(NDArray input, NDArray other) {
    return Functions.call(managerOf(input), "eq", input, Tensors.usable("other", other));
  }

  /** Whether numbers are equal to one, bool: {@code torch.eq(x, 0)}. */
  public static NDArray eq(NDArray input, Number other) {
    return Tensors.usable("input", input).eq(value(other));
  }

  /** Whether numbers differ, bool: {@code torch.ne(x, y)}. */
  public static NDArray ne(NDArray input, NDArray other) {
    return Functions.call(managerOf(input), "ne", input, Tensors.usable("other", other));
  }

  /** Whether numbers differ from one, bool: {@code torch.ne(x, 0)}. */
  public static NDArray ne(NDArray input, Number other) {
    return Tensors.usable("input", input).neq(value(other));
  }

  /** The greater number of each two: {@code torch.max(x, y)}, {@code torch.maximum(x, y)}. */
  public static NDArray maximum(NDArray input, NDArray other) {
    return Functions.call(managerOf(input), "maximum", input, Tensors.usable("other", other));
  }

  /** The lesser number of each two: {@code torch.min(x, y)}, {@code torch.minimum(x, y)}. */
  public static NDArray minimum(NDArray input, NDArray other) {
    return Functions.call(managerOf(input), "minimum", input, Tensors.usable("other", other));
  }
}
