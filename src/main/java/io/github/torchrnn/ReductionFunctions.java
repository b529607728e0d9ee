package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Medians, modes, products, norms and positions: the part of {@link Torch} that sums up axes. */
abstract class ReductionFunctions extends AxisFunctions {

  ReductionFunctions() {}

  /** The median of all numbers, the lower one of two: {@code torch.median(x)}. */
  public static NDArray median(NDArray input) {
    return Functions.call(managerOf(input), "median_all", input);
  }

  /** The medians along an axis: {@code torch.median(x, dim)}. */
  public static ValuesAndIndices median(NDArray input, int dim) {
    return median(input, dim, false);
  }

  /**
   * The medians along an axis, the lower ones of two, and their positions: {@code torch.median(x,
   * dim, keepdim)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param keepdim whether the axis is kept, with size 1
   * @throws IllegalArgumentException with torch's message if the axis is not there, or empty
   */
  public static ValuesAndIndices median(NDArray input, int dim, boolean keepdim) {
    return both("median", Functions.callList(managerOf(input), "median", input, dim, keepdim));
  }

  /** The most frequent numbers along the last axis: {@code torch.mode(x)}. */
  public static ValuesAndIndices mode(NDArray input) {
    return mode(input, -1, false);
  }

  /** The most frequent numbers along an axis: {@code torch.mode(x, dim)}. */
  public static ValuesAndIndices mode(NDArray input, int dim) {
    return mode(input, dim, false);
  }

  /**
   * The most frequent numbers along an axis, the least of those that are equally so, and their
   * positions: {@code torch.mode(x, dim, keepdim)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param keepdim whether the axis is kept, with size 1
   * @throws IllegalArgumentException with torch's message if the axis is not there, or empty
   */
  public static ValuesAndIndices mode(NDArray input, int dim, boolean keepdim) {
    return both("mode", Functions.callList(managerOf(input), "mode", input, dim, keepdim));
  }

  /** The running products along an axis: {@code torch.cumprod(x, dim)}. */
  public static NDArray cumprod(NDArray input, int dim) {
    return Functions.call(managerOf(input), "cumprod", input, dim);
  }

  /** The root of the sum of all squares: {@code torch.norm(x)}. */
  public static NDArray norm(NDArray input) {
    return norm(input, 2);
  }

  /** The p-norm of all numbers: {@code torch.norm(x, p)}. */
  public static NDArray norm(NDArray input, Number p) {
    return norm(input, p, null, false);
  }

  /** The p-norms along an axis: {@code torch.norm(x, p, dim)}. */
  public static NDArray norm(NDArray input, Number p, int dim) {
    return norm(input, p, dim, false);
  }

  /**
   * The p-norms along an axis, which is kept with size 1 or not: {@code torch.norm(x, p, dim,
   * keepdim)}.
   */
  public static NDArray norm(NDArray input, Number p, int dim, boolean keepdim) {
    return norm(input, p, new long[] {dim}, keepdim);
  }

  /**
   * The p-norms of the numbers along some axes: {@code torch.norm(x, p, dim, keepdim)}.
   *
   * @param input an array of any shape, floating
   * @param p any number: {@code Double.POSITIVE_INFINITY} for the greatest absolute value, 0 for
   *     how many numbers are not 0
   * @param dim the axes, null for all
   * @param keepdim whether the axes are kept, with size 1
   * @throws IllegalArgumentException with torch's message if an axis or the type is wrong
   */
  public static NDArray norm(NDArray input, Number p, long @Nullable [] dim, boolean keepdim) {
    Objects.requireNonNull(p, "p is null");
    return Functions.call(managerOf(input), "p_norm", input, p.doubleValue(), dim, keepdim);
  }

  /** A norm by its name, {@code "fro"} or {@code "nuc"}: {@code torch.norm(x, "fro")}. */
  public static NDArray norm(NDArray input, String p) {
    return norm(input, p, null, false);
  }

  /**
   * A norm by its name: {@code torch.norm(x, p, dim, keepdim)}.
   *
   * @param input an array of any shape, floating
   * @param p {@code "fro"}, the 2-norm, or {@code "nuc"}, the sum of a matrix's singular values
   * @param dim the axes, null for all: at most two for {@code "fro"}, two for {@code "nuc"}
   * @param keepdim whether the axes are kept, with size 1
   * @throws IllegalArgumentException with torch's message if the name, an axis or the type is wrong
   */
  public static NDArray norm(NDArray input, String p, long @Nullable [] dim, boolean keepdim) {
    Objects.requireNonNull(p, "p is null");
    if (p.equals("fro") && (dim == null || dim.length <= 2)) {
      return norm(input, 2, dim, keepdim);
    }
    return Functions.call(managerOf(input), "matrix_norm", input, p, dim, keepdim);
  }

  /** The greatest of all numbers: {@code torch.max(x)}. */
  public static NDArray max(NDArray input) {
    return Functions.call(managerOf(input), "max_all", input);
  }

  /** The least of all numbers: {@code torch.min(x)}. */
  public static NDArray min(NDArray input) {
    return Functions.call(managerOf(input), "min_all", input);
  }

  /** The position of the greatest of all numbers, int64: {@code torch.argmax(x)}. */
  public static NDArray argmax(NDArray input) {
    requireOrder(input);
    return Functions.call(managerOf(input), "argmax", input, null, false);
  }

  /** The positions of the greatest numbers along an axis: {@code torch.argmax(x, dim)}. */
  public static NDArray argmax(NDArray input, int dim) {
    return argmax(input, dim, false);
  }

  /**
   * The positions of the greatest numbers along an axis, int64: {@code torch.argmax(x, dim,
   * keepdim)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param keepdim whether the axis is kept, with size 1
   */
  public static NDArray argmax(NDArray input, int dim, boolean keepdim) {
    requireOrder(input);
    return Functions.call(managerOf(input), "argmax", input, dim, keepdim);
  }

  private static void requireOrder(NDArray input) {
    if (Tensors.usable("input", input).getDataType() == DataType.BOOLEAN) {
      throw new IllegalArgumentException("argmax(): does not support bool input");
    }
  }
}
