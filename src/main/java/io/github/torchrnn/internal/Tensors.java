package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
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
    Objects.requireNonNull(sizes, "sizes is null");
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
    Objects.requireNonNull(shape, "shape is null");
    return "torch.Size(" + sizes(shape.getShape()) + ")";
  }

  /** {@code torch.float32}. */
  public static String dtype(DataType type) {
    return "torch." + (type == DataType.BOOLEAN ? "bool" : type.name().toLowerCase(Locale.ROOT));
  }

  /**
   * torch's {@code ScalarType} of a type.
   *
   * @throws IllegalArgumentException if DJL's engine can hold no array of the type
   */
  public static int torchNumber(DataType type) {
    Objects.requireNonNull(type, "dtype is null");
    return switch (type) {
      case UINT8 -> 0;
      case INT8 -> 1;
      case INT32 -> 3;
      case INT64 -> 4;
      case FLOAT16 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case BOOLEAN -> 11;
      default -> throw new IllegalArgumentException("no array can be " + Tensors.dtype(type));
    };
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

  /**
   * Refuses a device that LibTorch does not have here.
   *
   * @return the device
   */
  public static Device requireDevice(Device device) {
    Objects.requireNonNull(device, "device is null");
    if (!device.isGpu() && !device.getDeviceType().equals(Device.Type.CPU)) {
      throw new IllegalArgumentException(
          "Expected one of cpu, cuda device type, but got " + device.getDeviceType());
    }
    int devices = device.isGpu() ? Kernels.manager().getEngine().getGpuCount() : 0;
    if (device.isGpu() && devices == 0) {
      throw new IllegalArgumentException(
          "Torch not compiled with CUDA enabled, or no CUDA device was found");
    }
    if (device.isGpu() && device.getDeviceId() >= devices) {
      throw new IllegalArgumentException(
          "CUDA error: invalid device ordinal: "
              + device(device)
              + ", where "
              + devices
              + " were found");
    }
    return device;
  }
}
