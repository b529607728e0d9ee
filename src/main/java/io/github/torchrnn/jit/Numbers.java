package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.CapturedArrays;
import java.util.Arrays;

/** The numbers of arrays of any type as Java's, for comparisons. */
final class Numbers {

  private Numbers() {}

  /** All numbers of an array, in order. */
  static double[] of(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    double[][] numbers = new double[1][];
    try (CapturedArrays wide = new CapturedArrays()) {
      wide.capture(() -> numbers[0] = array.toType(DataType.FLOAT64, true).toDoubleArray());
    }
    return numbers[0];
  }

  /** The largest absolute value; 0 of none. */
  static double largest(double... numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElse(0);
  }

  /** The distance of 1 to the next number of a type; 0 of types that do not round. */
  static double epsilon(DataType type) {
    return switch (type) {
      case FLOAT64 -> Math.ulp(1.0);
      case FLOAT32 -> Math.ulp(1f);
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      default -> 0;
    };
  }
}
