package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/** Checks of arguments before numbers are drawn, in torch's order and words. */
final class InitChecks {

  private static final double MAX_HALF = 65504;
  private static final double MAX_BFLOAT = 0x1.FEp127;

  private InitChecks() {}

  static void uniform(NDArray tensor, double from, double to) {
    requireFloating("check_uniform_bounds", tensor);
    DataType type = tensor.getDataType();
    double max = max(type);
    requireInBounds("from", from, max, type);
    requireInBounds("to", to, max, type);
    if (from > to) {
      throw new IllegalArgumentException(
          "uniform_ expects to return a [from, to) range, but found from=%s > to=%s"
              .formatted(TorchText.cppFloat(from), TorchText.cppFloat(to)));
    }
    if (to - from > max) {
      throw new IllegalArgumentException(
          ("uniform_ expects to-from <= std::numeric_limits<%s>::max(), but found to=%s and from=%s"
                  + " which result in to-from to exceed the limit")
              .formatted(
                  TorchText.scalarType(type), TorchText.cppFloat(to), TorchText.cppFloat(from)));
    }
  }

  private static void requireInBounds(String name, double bound, double max, DataType type) {
    if (!(bound >= -max && bound <= max)) {
      throw new IllegalArgumentException(name + " is out of bounds for " + TorchText.cppType(type));
    }
  }

  private static double max(DataType type) {
    return switch (type) {
      case FLOAT16 -> MAX_HALF;
      case BFLOAT16 -> MAX_BFLOAT;
      case FLOAT32 -> Float.MAX_VALUE;
      default -> Double.MAX_VALUE;
    };
  }

  static void normal(NDArray tensor, double std) {
    Tensors.usable("tensor", tensor);
    if (!(std >= 0)) {
      throw new IllegalArgumentException(
          "normal expects std >= 0.0, but found std " + TorchText.cppFloat(std));
    }
    requireFloating("normal_kernel_cpu", tensor);
  }

  static void orthogonal(NDArray tensor) {
    requireFloating("normal_kernel_cpu", tensor);
    DataType type = tensor.getDataType();
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException(
          "\"geqrf_cpu\" not implemented for '%s'".formatted(TorchText.scalarType(type)));
    }
  }

  private static void requireFloating(String kernel, NDArray tensor) {
    DataType type = Tensors.usable("tensor", tensor).getDataType();
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "\"%s\" not implemented for '%s'".formatted(kernel, TorchText.scalarType(type)));
    }
  }
}
