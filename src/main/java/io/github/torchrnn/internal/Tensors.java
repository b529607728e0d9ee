package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every layer asks of an array before native code sees it, and torch's names for things. */
public final class Tensors {

  private Tensors() {}

  /**
   * Returns the array if LibTorch can work on it.
   *
   * @param name what the caller calls the argument
   * @throws NullPointerException if it is null
   * @throws IllegalStateException if it has been closed
   * @throws IllegalArgumentException if it is no LibTorch tensor (another engine's, or strings)
   */
  public static NDArray usable(String name, NDArray array) {
    if (array == null) {
      throw new NullPointerException(name + " is null");
    }
    if (Kernels.isOpenTensor(array)) {
      return array;
    }
    if (!Kernels.isTensor(array)) {
      throw new IllegalArgumentException(
          name + " is not a tensor of the PyTorch engine: " + array.getClass().getSimpleName());
    }
    throw new IllegalStateException(
        name
            + " has been closed: keep it open until its last use, or take it out of its scope with"
            + " Scope.keep");
  }

  /**
   * Refuses sizes that are negative or whose array no memory could hold.
   *
   * @return the sizes
   */
  public static long[] requireSizes(long... sizes) {
    double bytes = Double.BYTES;
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "Trying to create tensor with negative dimension " + size + ": " + sizes(sizes));
      }
      bytes *= Math.max(1, size);
    }
    if (bytes >= Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Storage size calculation overflowed with sizes=" + sizes(sizes));
    }
    return sizes;
  }

  /** {@code [2, 3]}, as torch prints a list of sizes. */
  public static String sizes(long... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code torch.Size([2, 3])}. */
  public static String size(Shape shape) {
    return "torch.Size(" + sizes(shape.getShape()) + ")";
  }

  /** {@code torch.float32}. */
  public static String dtype(DataType type) {
    return "torch." + (type == DataType.BOOLEAN ? "bool" : type.name().toLowerCase(Locale.ROOT));
  }

  /** {@code Float}, as LibTorch's C++ messages name a type. */
  public static String scalarType(DataType type) {
    return switch (type) {
      case FLOAT32 -> "Float";
      case FLOAT64 -> "Double";
      case FLOAT16 -> "Half";
      case BFLOAT16 -> "BFloat16";
      case INT64 -> "Long";
      case INT32 -> "Int";
      case INT16 -> "Short";
      case INT8 -> "Char";
      case UINT8 -> "Byte";
      case BOOLEAN -> "Bool";
      default -> type.toString();
    };
  }

  /** {@code cuda:0}. */
  public static String device(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }
}
