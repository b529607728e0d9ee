package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** An array as Java's numbers. A class of plain fields, which any serializer of Spark's takes. */
final class Numbers implements Serializable {

  private static final long serialVersionUID = 1;

  /** The elements, little-endian: bytes pass a stream as they are, where numbers go one by one. */
  private final byte[] bytes;

  private final long[] shape;
  private final DataType type;

  /** The rows by which it was computed: its weight in a mean. */
  private final long rows;

  private Numbers(Object values, long[] shape, DataType type, long rows) {
    bytes = bytes(values);
    this.shape = shape;
    this.type = type;
    this.rows = rows;
  }

  static Numbers of(NDArray array, long rows) {
    DataType type = array.getDataType();
    try (var scope = Torch.scope()) {
      Object values =
          switch (type) {
            case FLOAT32 -> array.toFloatArray();
            case FLOAT16 -> Torch.to(array, DataType.FLOAT32).toFloatArray();
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

  private static byte[] bytes(Object values) {
    int wide = values instanceof double[] || values instanceof long[] ? Long.BYTES : Integer.BYTES;
    byte[] bytes = new byte[Array.getLength(values) * wide];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (values instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats);
    } else if (values instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles);
    } else if (values instanceof long[] longs) {
      buffer.asLongBuffer().put(longs);
    } else {
      buffer.asIntBuffer().put((int[]) values);
    }
    return bytes;
  }

  /** A float[], double[], long[] or int[]. */
  private Object values() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT32, FLOAT16 -> {
        float[] floats = new float[bytes.length / Float.BYTES];
        buffer.asFloatBuffer().get(floats);
        return floats;
      }
      case FLOAT64 -> {
        double[] doubles = new double[bytes.length / Double.BYTES];
        buffer.asDoubleBuffer().get(doubles);
        return doubles;
      }
      case INT64 -> {
        long[] longs = new long[bytes.length / Long.BYTES];
        buffer.asLongBuffer().get(longs);
        return longs;
      }
      default -> {
        int[] ints = new int[bytes.length / Integer.BYTES];
        buffer.asIntBuffer().get(ints);
        return ints;
      }
    }
  }

  /** The array, in the innermost scope. */
  NDArray array() {
    Object values = values();
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
    double[] sums = {};
    for (Numbers part : parts) {
      Object values = part.values();
      if (sums.length == 0) {
        sums = new double[Array.getLength(values)];
      }
      if (values instanceof float[] floats) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += (double) part.rows * floats[j];
        }
      } else {
        double[] doubles = (double[]) values;
        for (int j = 0; j < sums.length; j++) {
          sums[j] += part.rows * doubles[j];
        }
      }
    }
    Numbers first = parts.get(0);
    if (first.type == DataType.FLOAT64) {
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
    Object highest = first.values();
    for (Numbers part : parts) {
      highest = highest(highest, part.values());
    }
    return first.with(highest, rows(parts));
  }

  private static Object highest(Object a, Object b) {
    int length = Array.getLength(a);
    Object highest = Array.newInstance(a.getClass().getComponentType(), length);
    for (int j = 0; j < length; j++) {
      boolean first = compare(Array.get(a, j), Array.get(b, j)) >= 0;
      Array.set(highest, j, Array.get(first ? a : b, j));
    }
    return highest;
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
    return !type.isFloating();
  }

  private Numbers with(Object others, long weight) {
    return new Numbers(others, shape, type, weight);
  }
}
