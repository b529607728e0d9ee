package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/** An array as Java's numbers. A class of plain fields, which any serializer of Spark's takes. */
final class Numbers implements Serializable {

  private static final long serialVersionUID = 1;

  /** A float[], double[], long[] or int[]. */
  private final Serializable values;

  private final long[] shape;
  private final DataType type;

  /** The rows by which it was computed: its weight in a mean. */
  private final long rows;

  private Numbers(Serializable values, long[] shape, DataType type, long rows) {
    this.values = values;
    this.shape = shape;
    this.type = type;
    this.rows = rows;
  }

  static Numbers of(NDArray array, long rows) {
    DataType type = array.getDataType();
    try (var scope = Torch.scope()) {
      Serializable values =
          switch (type) {
            case FLOAT32 -> array.toFloatArray();
            case FLOAT16, BFLOAT16 -> Torch.to(array, DataType.FLOAT32).toFloatArray();
            case FLOAT64 -> array.toDoubleArray();
            case INT64 -> array.toLongArray();
            case INT32 -> array.toIntArray();
            case BOOLEAN, UINT8, INT8, INT16 -> Torch.to(array, DataType.INT32).toIntArray();
            default ->
                throw new IllegalArgumentException(
                    "a state with an array of %s cannot be averaged".formatted(type.toString()));
          };
      return new Numbers(values, array.getShape().getShape(), type, rows);
    }
  }

  /** The array, in the innermost scope. */
  NDArray array() {
    if (values instanceof float[] floats) {
      return typed(Torch.tensor(floats, shape));
    } else if (values instanceof double[] doubles) {
      return Torch.tensor(doubles, shape);
    } else if (values instanceof long[] longs) {
      return Torch.tensor(longs, shape);
    }
    return typed(Torch.tensor((int[]) values, shape));
  }

  private NDArray typed(NDArray array) {
    return array.getDataType() == type ? array : Torch.to(array, type);
  }

  /**
   * The mean in double precision, weighted by rows and in the order of the parts.
   *
   * @param parts of one shape and type, at least one
   * @param rows by which to divide, those of parts that lack the array among them
   */
  static Numbers mean(List<Numbers> parts, long rows) {
    Numbers first = parts.get(0);
    double[] sums = new double[Array.getLength(first.values)];
    for (Numbers part : parts) {
      if (part.values instanceof float[] floats) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += (double) part.rows * floats[j];
        }
      } else {
        double[] doubles = (double[]) part.values;
        for (int j = 0; j < sums.length; j++) {
          sums[j] += part.rows * doubles[j];
        }
      }
    }
    if (first.values instanceof double[]) {
      return first.with(Arrays.stream(sums).map(sum -> sum / rows).toArray(), rows);
    }
    float[] floats = new float[sums.length];
    for (int j = 0; j < floats.length; j++) {
      floats[j] = (float) (sums[j] / rows);
    }
    return first.with(floats, rows);
  }

  /** Element by element the highest of all parts. */
  static Numbers highest(List<Numbers> parts) {
    Numbers first = parts.get(0);
    Serializable highest = first.values;
    for (Numbers part : parts) {
      highest = highest(highest, part.values);
    }
    return first.with(highest, rows(parts));
  }

  private static Serializable highest(Serializable a, Serializable b) {
    int length = Array.getLength(a);
    Object highest = Array.newInstance(a.getClass().getComponentType(), length);
    for (int j = 0; j < length; j++) {
      boolean first = compare(Array.get(a, j), Array.get(b, j)) >= 0;
      Array.set(highest, j, Array.get(first ? a : b, j));
    }
    return (Serializable) highest;
  }

  private static int compare(Object a, Object b) {
    return a instanceof Long || a instanceof Integer
        ? Long.compare(((Number) a).longValue(), ((Number) b).longValue())
        : Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue());
  }

  static long rows(List<Numbers> parts) {
    return parts.stream().mapToLong(part -> part.rows).sum();
  }

  /** Whether it holds whole numbers, flags among them. */
  boolean isWhole() {
    return !(values instanceof float[] || values instanceof double[]);
  }

  private Numbers with(Serializable others, long weight) {
    return new Numbers(others, shape, type, weight);
  }
}
