package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Choices, comparisons and products: the part of {@link Torch} that computes element by element and
 * with matrices.
 */
abstract class ElementFunctions extends SelectionFunctions {

  ElementFunctions() {}

  /**
   * Numbers of x where the condition holds, of y elsewhere: {@code torch.where(condition, x, y)}.
   */
  public static NDArray where(NDArray condition, NDArray x, NDArray y) {
    Tensors.usable("condition", condition);
    Tensors.usable("other", y);
    return Functions.call(managerOf(x), "where", condition, x, y);
  }

  /** {@code torch.where(condition, x, 0.)}; see {@link #where(NDArray, NDArray, NDArray)}. */
  public static NDArray where(NDArray condition, NDArray x, Number y) {
    Tensors.usable("condition", condition);
    return Functions.call(managerOf(x), "where_number", condition, x, value(y));
  }

  /** {@code torch.where(condition, 0., y)}; see {@link #where(NDArray, NDArray, NDArray)}. */
  public static NDArray where(NDArray condition, Number x, NDArray y) {
    Tensors.usable("condition", condition);
    return Functions.call(managerOf(y), "where_number_tensor", condition, value(x), y);
  }

  /** {@code torch.where(condition, 1., 0.)}; see {@link #where(NDArray, NDArray, NDArray)}. */
  public static NDArray where(NDArray condition, Number x, Number y) {
    return Functions.call(managerOf(condition), "where_numbers", condition, value(x), value(y));
  }

  /**
   * Numbers cut to a range: {@code torch.clamp(x, min, max)}.
   *
   * @param min the least number, or null
   * @param max the greatest number, or null
   */
  public static NDArray clamp(NDArray input, @Nullable Number min, @Nullable Number max) {
    return Functions.call(managerOf(input), "clamp", input, min, max);
  }

  /**
   * A copy with one number where a mask is true: {@code x.masked_fill(mask, value)}.
   *
   * @param mask bool, of a shape that broadcasts to the input's
   */
  public static NDArray maskedFill(NDArray input, NDArray mask, Number value) {
    Tensors.usable("mask", mask);
    return Functions.call(managerOf(input), "masked_fill", input, mask, value(value));
  }

  /** A number minus an array: {@code 1 - x}. */
  public static NDArray rsub(Number number, NDArray input) {
    return Functions.call(managerOf(input), "rsub", input, value(number));
  }

  /** A number divided by an array: {@code 1 / x}. */
  public static NDArray rdiv(Number number, NDArray input) {
    return Functions.call(managerOf(input), "rdiv", input, value(number));
  }

  /** Whether each number is NaN, bool: {@code torch.isnan(x)}. */
  public static NDArray isnan(NDArray input) {
    return Functions.call(managerOf(input), "isnan", input);
  }

  /** Whether two arrays have one shape and the same numbers: {@code torch.equal(x, y)}. */
  public static boolean equal(NDArray input, NDArray other) {
    Tensors.usable("input", input);
    return Functions.callBoolean("equal", input, Tensors.usable("other", other));
  }

  /** {@code torch.allclose(x, y)}: {@code |x - y| <= 1e-8 + 1e-5 |y|} everywhere. */
  public static boolean allclose(NDArray input, NDArray other) {
    return allclose(input, other, 1e-5, 1e-8);
  }

  /** {@code torch.allclose(x, y, rtol, atol)}: {@code |x - y| <= atol + rtol |y|} everywhere. */
  public static boolean allclose(NDArray input, NDArray other, double rtol, double atol) {
    Tensors.usable("input", input);
    Tensors.usable("other", other);
    return Functions.callBoolean("allclose", input, other, rtol, atol, false);
  }

  /**
   * Matrix products of a batch: {@code torch.bmm(x, y)}.
   *
   * @param input (batch, n, m)
   * @param mat2 (batch, m, p)
   * @return (batch, n, p)
   */
  public static NDArray bmm(NDArray input, NDArray mat2) {
    Tensors.usable("mat2", mat2);
    return Functions.call(managerOf(input), "bmm", input, mat2);
  }

  /** Matrix products with broadcasting: {@code torch.matmul(x, y)}, {@code x @ y}. */
  public static NDArray matmul(NDArray input, NDArray other) {
    Tensors.usable("other", other);
    return Functions.call(managerOf(input), "matmul", input, other);
  }

  /** All products of two vectors, of (n, m): {@code torch.outer(x, y)}. */
  public static NDArray outer(NDArray input, NDArray vec2) {
    Tensors.usable("vec2", vec2);
    return Functions.call(managerOf(input), "outer", input, vec2);
  }
}
