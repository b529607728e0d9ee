package io.github.torchrnn;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;

/** Java's numbers on their way into arrays, in the types that Python's would take. */
final class Numbers {

  private Numbers() {}

  /** A Python float is a float32. */
  static float[] floats(double... values) {
    Objects.requireNonNull(values, "values is null");
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** A Python int is an int64. */
  static long[] longs(int... values) {
    Objects.requireNonNull(values, "values is null");
    return Arrays.stream(values).asLongStream().toArray();
  }

  /** The sizes for a number of values. */
  static Shape sized(int count, long... sizes) {
    Shape shape = new Shape(Tensors.requireSizes(sizes));
    if (shape.size() != count) {
      throw new IllegalArgumentException(
          "shape '" + TorchText.sizes(sizes) + "' is invalid for input of size " + count);
    }
    return shape;
  }

  /** The sizes of rows of equal length. */
  static long[] sizes(Object... rows) {
    Objects.requireNonNull(rows, "rows is null");
    int columns = rows.length == 0 ? 0 : length(rows[0]);
    for (Object row : rows) {
      int length = length(row);
      if (length != columns) {
        throw new IllegalArgumentException(
            "expected sequence of length %s at dim 1 (got %s)".formatted(columns, length));
      }
    }
    return rows.length == 0 ? new long[] {0} : new long[] {rows.length, columns};
  }

  private static int length(Object row) {
    return Array.getLength(Objects.requireNonNull(row, "a row is null"));
  }
}
