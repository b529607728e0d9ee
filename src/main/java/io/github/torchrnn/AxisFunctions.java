package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;

/** Order and sums along an axis: the part of {@link Torch} that reduces and sorts. */
abstract class AxisFunctions extends ShapeFunctions {

  AxisFunctions() {}

  /** The greatest numbers along an axis: {@code torch.max(x, dim)}. */
  public static ValuesAndIndices max(NDArray input, int dim) {
    return max(input, dim, false);
  }

  /**
   * The greatest numbers along an axis and their positions: {@code torch.max(x, dim, keepdim)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param keepdim whether the axis is kept, with size 1
   */
  public static ValuesAndIndices max(NDArray input, int dim, boolean keepdim) {
    return both("max", Functions.callList(managerOf(input), "max", input, dim, keepdim));
  }

  /** The least numbers along an axis: {@code torch.min(x, dim)}. */
  public static ValuesAndIndices min(NDArray input, int dim) {
    return min(input, dim, false);
  }

  /** The least numbers along an axis and their positions: {@code torch.min(x, dim, keepdim)}. */
  public static ValuesAndIndices min(NDArray input, int dim, boolean keepdim) {
    return both("min", Functions.callList(managerOf(input), "min", input, dim, keepdim));
  }

  /** The numbers in ascending order along the last axis: {@code torch.sort(x)}. */
  public static ValuesAndIndices sort(NDArray input) {
    return sort(input, -1, false);
  }

  /**
   * The numbers in order along an axis, and where they were: {@code torch.sort(x, dim,
   * descending)}. Equal numbers come in torch's order.
   */
  public static ValuesAndIndices sort(NDArray input, int dim, boolean descending) {
    NDArray[] sorted = Functions.callList(managerOf(input), "sort", input, dim, descending, false);
    return both("sort", sorted);
  }

  /** The positions that sort the last axis: {@code torch.argsort(x)}. */
  public static NDArray argsort(NDArray input) {
    return argsort(input, -1, false);
  }

  /** The positions that sort an axis, int64: {@code torch.argsort(x, dim, descending)}. */
  public static NDArray argsort(NDArray input, int dim, boolean descending) {
    return Functions.call(managerOf(input), "argsort", input, dim, descending);
  }

  /** The k greatest numbers along the last axis: {@code torch.topk(x, k)}. */
  public static ValuesAndIndices topk(NDArray input, long k) {
    return topk(input, k, -1, true);
  }

  /** The k greatest numbers along an axis: {@code torch.topk(x, k, dim)}. */
  public static ValuesAndIndices topk(NDArray input, long k, int dim) {
    return topk(input, k, dim, true);
  }

  /**
   * The k greatest or least numbers along an axis, in order: {@code torch.topk(x, k, dim,
   * largest)}.
   */
  public static ValuesAndIndices topk(NDArray input, long k, int dim, boolean largest) {
    return both("topk", Functions.callList(managerOf(input), "topk", input, k, dim, largest, true));
  }

  static ValuesAndIndices both(String function, NDArray... results) {
    return new ValuesAndIndices(function, results[0], results[1]);
  }

  /** The sum of all numbers: {@code torch.sum(x)}. */
  public static NDArray sum(NDArray input) {
    return Functions.call(managerOf(input), "sum", input, null, false);
  }

  /** The sums along an axis: {@code torch.sum(x, dim)}. */
  public static NDArray sum(NDArray input, int dim) {
    return sum(input, dim, false);
  }

  /**
   * The sums along an axis, which is kept with size 1 or not: {@code torch.sum(x, dim, keepdim)}.
   */
  public static NDArray sum(NDArray input, int dim, boolean keepdim) {
    return Functions.call(managerOf(input), "sum", input, new long[] {dim}, keepdim);
  }

  /** The mean of all numbers: {@code torch.mean(x)}. */
  public static NDArray mean(NDArray input) {
    return Functions.call(managerOf(input), "mean", input, null, false);
  }

  /** The means along an axis: {@code torch.mean(x, dim)}. */
  public static NDArray mean(NDArray input, int dim) {
    return mean(input, dim, false);
  }

  /**
   * The means along an axis, which is kept with size 1 or not: {@code torch.mean(x, dim, keepdim)}.
   */
  public static NDArray mean(NDArray input, int dim, boolean keepdim) {
    return Functions.call(managerOf(input), "mean", input, new long[] {dim}, keepdim);
  }

  /** The standard deviation of all numbers, by n - 1: {@code torch.std(x)}. */
  public static NDArray std(NDArray input) {
    return Functions.call(managerOf(input), "std", input, null, 1, false);
  }

  /** The standard deviations along an axis, by n - 1: {@code torch.std(x, dim)}. */
  public static NDArray std(NDArray input, int dim) {
    return std(input, dim, true, false);
  }

  /**
   * The standard deviations along an axis: {@code torch.std(x, dim, unbiased, keepdim)}.
   *
   * @param unbiased whether to divide by n - 1 rather than n
   */
  public static NDArray std(NDArray input, int dim, boolean unbiased, boolean keepdim) {
    int correction = unbiased ? 1 : 0;
    return Functions.call(managerOf(input), "std", input, new long[] {dim}, correction, keepdim);
  }

  /** The variance of all numbers, by n - 1: {@code torch.var(x)}. */
  public static NDArray var(NDArray input) {
    return Functions.call(managerOf(input), "var", input, null, 1, false);
  }

  /** The variances along an axis, by n - 1: {@code torch.var(x, dim)}. */
  public static NDArray var(NDArray input, int dim) {
    return var(input, dim, true, false);
  }

  /** The variances along an axis: {@code torch.var(x, dim, unbiased, keepdim)}. */
  public static NDArray var(NDArray input, int dim, boolean unbiased, boolean keepdim) {
    int correction = unbiased ? 1 : 0;
    return Functions.call(managerOf(input), "var", input, new long[] {dim}, correction, keepdim);
  }

  /** The running sums along an axis: {@code torch.cumsum(x, dim)}. */
  public static NDArray cumsum(NDArray input, int dim) {
    return Functions.call(managerOf(input), "cumsum", input, dim);
  }

  /** {@code log(sum(exp(x)))} along an axis, without overflow: {@code torch.logsumexp(x, dim)}. */
  public static NDArray logsumexp(NDArray input, int dim) {
    return logsumexp(input, dim, false);
  }

  /** {@code log(sum(exp(x)))} along an axis: {@code torch.logsumexp(x, dim, keepdim)}. */
  public static NDArray logsumexp(NDArray input, int dim, boolean keepdim) {
    return Functions.call(managerOf(input), "logsumexp", input, new long[] {dim}, keepdim);
  }

  /**
   * The number of times that each integer from 0 on occurs, int64: {@code torch.bincount(x)}.
   *
   * @param input integers of (n), not negative
   */
  public static NDArray bincount(NDArray input) {
    return bincount(input, 0);
  }

  /** {@code torch.bincount(x, minlength=minlength)}; see {@link #bincount(NDArray)}. */
  public static NDArray bincount(NDArray input, long minlength) {
    return Functions.call(managerOf(input), "bincount", input, null, minlength);
  }
}
