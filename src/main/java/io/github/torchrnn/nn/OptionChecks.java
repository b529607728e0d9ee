package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;

/** Checks of the options that all layers have. */
final class OptionChecks {

  private OptionChecks() {}

  /** Accepts only types in which LibTorch can draw weights; others may abort the JVM. */
  static DataType floating(DataType type) {
    Objects.requireNonNull(type, "dtype is null");
    return switch (type) {
      case FLOAT16, FLOAT32, FLOAT64 -> type;
      default ->
          throw new IllegalArgumentException(
              "dtype must be float32, float64 or float16, but got " + TorchText.dtype(type));
    };
  }

  /** The product, or the largest number where it would overflow, which no memory can hold. */
  static long times(int factor, long size) {
    return size < 0
        ? Math.max(size, Long.MIN_VALUE / factor) * factor
        : size > Long.MAX_VALUE / factor ? Long.MAX_VALUE : factor * size;
  }

  static Device device(Device device) {
    Objects.requireNonNull(device, "device is null");
    return device;
  }
}
