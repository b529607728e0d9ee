package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;

/** New arrays of a shape that is at hand, of any type, or like another array's. */
abstract class TypedArrays extends NewArrays {

  TypedArrays() {}

  /** {@link #zeros(Shape, DataType)} of float32: {@code torch.zeros(size)}. */
  public static NDArray zeros(Shape size) {
    return zeros(sizes(size));
  }

  /** Zeros of a type: {@code torch.zeros(size, dtype=dtype)}. */
  public static NDArray zeros(Shape size, DataType dtype) {
    return full(size, 0, dtype);
  }

  /** {@link #ones(Shape, DataType)} of float32: {@code torch.ones(size)}. */
  public static NDArray ones(Shape size) {
    return ones(sizes(size));
  }

  /** Ones of a type: {@code torch.ones(size, dtype=dtype)}. */
  public static NDArray ones(Shape size, DataType dtype) {
    return full(size, 1, dtype);
  }

  /** One number everywhere, as a type has it: {@code torch.full(size, fill_value, dtype=dtype)}. */
  public static NDArray full(Shape size, Number fillValue, DataType dtype) {
    return full(LibTorch.manager(), size, fillValue, dtype);
  }

  private static NDArray full(NDManager manager, Shape size, Number fillValue, DataType dtype) {
    Objects.requireNonNull(fillValue, "fill_value is null");
    long type = Tensors.torchNumber(dtype);
    return Functions.call(manager, "full", sizes(size), fillValue, type);
  }

  /** Numbers drawn from the standard normal distribution: {@code torch.randn(size)}. */
  public static NDArray randn(Shape size) {
    return randn(sizes(size));
  }

  /**
   * Numbers of a type drawn from the standard normal distribution: {@code torch.randn(size,
   * dtype=dtype)}.
   *
   * @throws IllegalArgumentException with torch's message if the type is not floating
   */
  public static NDArray randn(Shape size, DataType dtype) {
    return randnLike(zeros(size, dtype));
  }

  /** Numbers drawn uniformly from [0, 1): {@code torch.rand(size)}. */
  public static NDArray rand(Shape size) {
    return rand(sizes(size));
  }

  /**
   * Numbers of a type drawn uniformly from [0, 1): {@code torch.rand(size, dtype=dtype)}.
   *
   * @throws IllegalArgumentException with torch's message if the type is not floating
   */
  public static NDArray rand(Shape size, DataType dtype) {
    return randLike(zeros(size, dtype));
  }

  /** Zeros of an array's type and device: {@code x.new_zeros(*sizes)}. */
  public static NDArray newZeros(NDArray x, long... sizes) {
    return newFull(x, new Shape(Objects.requireNonNull(sizes, "size is null")), 0);
  }

  /** Ones of an array's type and device: {@code x.new_ones(*sizes)}. */
  public static NDArray newOnes(NDArray x, long... sizes) {
    return newFull(x, new Shape(Objects.requireNonNull(sizes, "size is null")), 1);
  }

  /**
   * One number everywhere, of an array's type and device: {@code x.new_full(size, fill_value)}.
   *
   * @return an array that belongs to x's manager
   */
  public static NDArray newFull(NDArray x, Shape size, Number fillValue) {
    NDManager manager = Tensors.usable("x", x).getManager();
    NDArray made = full(manager, size, fillValue, x.getDataType());
    return x.getDevice().isGpu() ? Torch.to(made, x.getDevice()) : made;
  }

  private static long[] sizes(Shape size) {
    return Tensors.requireSizes(Objects.requireNonNull(size, "size is null").getShape());
  }
}
