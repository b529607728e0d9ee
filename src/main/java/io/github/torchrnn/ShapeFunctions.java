package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Joined, cut and rearranged arrays: the part of {@link Torch} that moves numbers. */
abstract class ShapeFunctions extends TypedArrays {

  ShapeFunctions() {}

  /** Arrays one after the other along the first axis: {@code torch.cat([a, b])}. */
  public static NDArray cat(NDArray... tensors) {
    return cat(listed(tensors), 0);
  }

  /** Arrays one after the other along the first axis: {@code torch.cat(tensors)}. */
  public static NDArray cat(List<NDArray> tensors) {
    return cat(tensors, 0);
  }

  /**
   * Arrays one after the other along an axis: {@code torch.cat(tensors, dim)}.
   *
   * @param tensors arrays of one shape but for that axis
   * @param dim the axis, counted from the end if negative
   * @return a new array, which belongs to the first one's manager
   * @throws IllegalArgumentException with torch's message if a shape or the axis is wrong
   */
  public static NDArray cat(List<NDArray> tensors, int dim) {
    return joined("cat", tensors, dim, "torch.cat(): expected a non-empty list of Tensors");
  }

  /** Arrays of one shape along a new first axis: {@code torch.stack([a, b])}. */
  public static NDArray stack(NDArray... tensors) {
    return stack(listed(tensors), 0);
  }

  /** Arrays of one shape along a new first axis: {@code torch.stack(tensors)}. */
  public static NDArray stack(List<NDArray> tensors) {
    return stack(tensors, 0);
  }

  /**
   * Arrays of one shape along a new axis: {@code torch.stack(tensors, dim)}.
   *
   * @param dim the new axis, counted from the end if negative
   * @return a new array, which belongs to the first one's manager
   * @throws IllegalArgumentException with torch's message if a shape or the axis is wrong
   */
  public static NDArray stack(List<NDArray> tensors, int dim) {
    return joined("stack", tensors, dim, "stack expects a non-empty TensorList");
  }

  private static List<NDArray> listed(NDArray... tensors) {
    return Arrays.asList(Objects.requireNonNull(tensors, "tensors is null"));
  }

  private static NDArray joined(String function, List<NDArray> tensors, int dim, String ifEmpty) {
    Objects.requireNonNull(tensors, "tensors is null");
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(ifEmpty);
    }
    tensors.forEach(tensor -> Tensors.usable("tensor", tensor));
    NDManager manager = tensors.get(0).getManager();
    return Functions.call(manager, function, tensors.toArray(new NDArray[0]), dim);
  }

  /**
   * A view with a new axis of size 1: {@code x.unsqueeze(dim)}.
   *
   * @param dim the new axis, counted from the end if negative
   */
  public static NDArray unsqueeze(NDArray input, int dim) {
    return Functions.call(managerOf(input), "unsqueeze", input, dim);
  }

  /** A view without the axes of size 1: {@code x.squeeze()}. */
  public static NDArray squeeze(NDArray input) {
    return Functions.call(managerOf(input), "squeeze", input);
  }

  /** A view without one axis, if its size is 1: {@code x.squeeze(dim)}. */
  public static NDArray squeeze(NDArray input, int dim) {
    return Functions.call(managerOf(input), "squeeze_dim", input, dim);
  }

  /** A view with two axes exchanged: {@code x.transpose(dim0, dim1)}. */
  public static NDArray transpose(NDArray input, int dim0, int dim1) {
    return Functions.call(managerOf(input), "transpose", input, dim0, dim1);
  }

  /** Views of a number of rows each, fewer in the last: {@code torch.split(x, size)}. */
  public static List<NDArray> split(NDArray input, long size) {
    return split(input, size, 0);
  }

  /**
   * Views of one size along an axis, a smaller one at the end: {@code torch.split(x, size, dim)}.
   */
  public static List<NDArray> split(NDArray input, long size, int dim) {
    return List.of(Functions.callList(managerOf(input), "split", input, size, dim));
  }

  /** Views of given sizes along an axis: {@code torch.split(x, [2, 3], dim)}. */
  public static List<NDArray> split(NDArray input, long[] sizes, int dim) {
    Objects.requireNonNull(sizes, "split_sizes is null");
    return List.of(Functions.callList(managerOf(input), "split_sizes", input, sizes, dim));
  }

  /** At most a number of views of equal numbers of rows: {@code torch.chunk(x, chunks)}. */
  public static List<NDArray> chunk(NDArray input, long chunks) {
    return chunk(input, chunks, 0);
  }

  /** At most a number of views of one size along an axis: {@code torch.chunk(x, chunks, dim)}. */
  public static List<NDArray> chunk(NDArray input, long chunks, int dim) {
    return List.of(Functions.callList(managerOf(input), "chunk", input, chunks, dim));
  }

  /** The rows as views, for Java's for loop: {@code for row in x}, {@code torch.unbind(x)}. */
  public static List<NDArray> unbind(NDArray input) {
    return unbind(input, 0);
  }

  /** The slices along an axis as views: {@code torch.unbind(x, dim)}. */
  public static List<NDArray> unbind(NDArray input, int dim) {
    return List.of(Functions.callList(managerOf(input), "unbind", input, dim));
  }

  /** A copy in the opposite order along some axes: {@code torch.flip(x, dims)}. */
  public static NDArray flip(NDArray input, long... dims) {
    return Functions.call(managerOf(input), "flip", input, given("dims", dims));
  }

  /** All numbers moved on by some places, the last to the front: {@code torch.roll(x, shifts)}. */
  public static NDArray roll(NDArray input, long shifts) {
    return Functions.call(managerOf(input), "roll", input, new long[] {shifts}, new long[0]);
  }

  /** Numbers moved on by some places along an axis: {@code torch.roll(x, shifts, dims)}. */
  public static NDArray roll(NDArray input, long shifts, int dim) {
    return Functions.call(managerOf(input), "roll", input, new long[] {shifts}, new long[] {dim});
  }

  /** A copy with zeros above the diagonal: {@code torch.tril(x)}. */
  public static NDArray tril(NDArray input) {
    return tril(input, 0);
  }

  /**
   * A copy with zeros above a diagonal, counted from the main one: {@code torch.tril(x, diagonal)}.
   */
  public static NDArray tril(NDArray input, long diagonal) {
    return Functions.call(managerOf(input), "tril", input, diagonal);
  }

  /** A copy with zeros below the diagonal: {@code torch.triu(x)}. */
  public static NDArray triu(NDArray input) {
    return triu(input, 0);
  }

  /**
   * A copy with zeros below a diagonal, counted from the main one: {@code torch.triu(x, diagonal)}.
   */
  public static NDArray triu(NDArray input, long diagonal) {
    return Functions.call(managerOf(input), "triu", input, diagonal);
  }

  /** Copies beside each other, the last numbers for the last axes: {@code torch.tile(x, dims)}. */
  public static NDArray tile(NDArray input, long... dims) {
    return Functions.call(managerOf(input), "tile", input, given("dims", dims));
  }

  /** Copies beside each other, one number for each axis: {@code x.repeat(sizes)}. */
  public static NDArray repeat(NDArray input, long... sizes) {
    return Functions.call(managerOf(input), "repeat", input, given("repeats", sizes));
  }

  /**
   * The numbers at some positions along an axis: {@code torch.gather(x, dim, index)}.
   *
   * @param index int64 or int32, of as many axes as the input
   * @return an array of the index's shape
   */
  public static NDArray gather(NDArray input, int dim, NDArray index) {
    Tensors.usable("index", index);
    return Functions.call(managerOf(input), "gather", input, dim, index);
  }

  /**
   * A copy with other numbers at some positions along an axis: {@code torch.scatter(x, dim, index,
   * src)}.
   *
   * @param index int64 or int32, of as many axes as the input
   * @param src numbers of the input's type, at least as many along each axis as the index
   */
  public static NDArray scatter(NDArray input, int dim, NDArray index, NDArray src) {
    Tensors.usable("index", index);
    Tensors.usable("src", src);
    return Functions.call(managerOf(input), "scatter", input, dim, index, src);
  }

  /** A copy with one number at some positions: {@code torch.scatter(x, dim, index, value)}. */
  public static NDArray scatter(NDArray input, int dim, NDArray index, Number value) {
    Tensors.usable("index", index);
    return Functions.call(managerOf(input), "scatter_value", input, dim, index, value(value));
  }

  static NDManager managerOf(NDArray input) {
    return Tensors.usable("input", input).getManager();
  }

  static Number value(Number value) {
    return Objects.requireNonNull(value, "value is null");
  }

  private static long[] given(String name, long... numbers) {
    return Objects.requireNonNull(numbers, name + " is null");
  }
}
