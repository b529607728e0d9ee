package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Objects;

/** Checks of arrays, sizes, types and devices, made before native code sees them. */
public final class Tensors {

  private Tensors() {}

  /**
   * Returns the array if LibTorch can work on it.
   *
   * @param name the argument's name in the caller
   * @throws NullPointerException if it is null
   * @throws IllegalStateException if it has been closed
   * @throws IllegalArgumentException if it is not a LibTorch tensor (another engine's, or strings)
   */
  public static NDArray usable(String name, NDArray array) {
    if (array == null) {
      throw new NullPointerException(name + " is null");
    }
    if (LibTorch.isOpenTensor(array)) {
      return array;
    }
    if (!LibTorch.isTensor(array)) {
      throw new IllegalArgumentException(
          name + " is not a tensor of the PyTorch engine: " + array.getClass().getSimpleName());
    }
    throw new IllegalStateException(
        name
            + " has been closed: keep it open until its last use, or take it out of its scope with"
            + " Scope.keep");
  }

  /**
   * Refuses negative sizes, and sizes whose array could not fit into any memory.
   *
   * @return the sizes
   */
  public static long[] requireSizes(long... sizes) {
    Objects.requireNonNull(sizes, "sizes is null");
    requireNotNegative(sizes);
    double bytes = Double.BYTES;
    for (long size : sizes) {
      bytes *= Math.max(1, size);
    }
    if (bytes >= Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Storage size calculation overflowed with sizes=" + TorchText.sizes(sizes));
    }
    return sizes;
  }

  /** Refuses negative sizes of an array. */
  public static void requireNotNegative(long... sizes) {
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "Trying to create tensor with negative dimension "
                + size
                + ": "
                + TorchText.sizes(sizes));
      }
    }
  }

  /**
   * The number of a type in torch's enum {@code ScalarType}, which kernels take.
   *
   * @throws IllegalArgumentException if DJL's engine cannot hold arrays of the type
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
      default -> throw new IllegalArgumentException("no array can be " + TorchText.dtype(type));
    };
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
    int devices = device.isGpu() ? LibTorch.manager().getEngine().getGpuCount() : 0;
    if (device.isGpu() && devices == 0) {
      throw new IllegalArgumentException(
          "Torch not compiled with CUDA enabled, or no CUDA device was found");
    }
    if (device.isGpu() && device.getDeviceId() >= devices) {
      throw new IllegalArgumentException(
          "CUDA error: invalid device ordinal: "
              + TorchText.device(device)
              + ", where "
              + devices
              + " were found");
    }
    return device;
  }
}
