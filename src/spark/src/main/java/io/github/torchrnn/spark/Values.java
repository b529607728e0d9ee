package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State dicts as bytes for a round: nested maps and lists, with each array as Java's numbers. The
 * means are computed in double precision and in the order of their parts.
 */
final class Values {

  /** The key of an optimizer's count of steps, which is no mean. */
  private static final String STEP = "step";

  /** An array: a float[], double[], long[] or int[], and its shape. */
  private record Numbers(Object values, long[] shape) implements Serializable {}

  private Values() {}

  static byte[] encoded(Object value) {
    try {
      return SavedStage.serialized(withNumbers(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value, with arrays of the innermost scope. */
  static Map<?, ?> decoded(byte[] bytes) {
    return (Map<?, ?>) withArrays(read(bytes));
  }

  private static Object read(byte[] bytes) {
    try {
      return SavedStage.deserialized(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object withNumbers(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, it) -> copy.put(key, withNumbers(it)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(it -> copy.add(withNumbers(it)));
      return copy;
    } else if (value instanceof NDArray array) {
      return new Numbers(numbers(array), array.getShape().getShape());
    }
    return value;
  }

  private static Object numbers(NDArray array) {
    return switch (array.getDataType()) {
      case FLOAT32 -> array.toFloatArray();
      case FLOAT64 -> array.toDoubleArray();
      case INT64 -> array.toLongArray();
      case INT32 -> array.toIntArray();
      default ->
          throw new IllegalArgumentException(
              "a state with an array of %s cannot be averaged"
                  .formatted(array.getDataType().toString()));
    };
  }

  private static @Nullable Object withArrays(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, it) -> copy.put(key, withArrays(it)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(it -> copy.add(withArrays(it)));
      return copy;
    } else if (value instanceof Numbers numbers) {
      return array(numbers);
    }
    return value;
  }

  private static NDArray array(Numbers numbers) {
    if (numbers.values instanceof float[] values) {
      return Torch.tensor(values, numbers.shape);
    } else if (numbers.values instanceof double[] values) {
      return Torch.tensor(values, numbers.shape);
    } else if (numbers.values instanceof long[] values) {
      return Torch.tensor(values, numbers.shape);
    }
    return Torch.tensor((int[]) numbers.values, numbers.shape);
  }

  /**
   * The mean of floating arrays; of counts, which are whole numbers and the optimizer's steps, the
   * highest; and of all else what comes first.
   *
   * @param weights of the parts; they sum to 1
   * @param absentIsZero whether an array that a part lacks counts as zeros, or not at all
   */
  static byte[] mean(List<byte[]> parts, double[] weights, boolean absentIsZero) {
    List<Object> read = parts.stream().map(Values::read).toList();
    try {
      return SavedStage.serialized(mean("", read, weights, absentIsZero));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object mean(
      Object name, List<@Nullable Object> parts, double[] weights, boolean absentIsZero) {
    Object first = parts.stream().filter(it -> it != null).findFirst().orElse(null);
    if (first instanceof Map<?, ?>) {
      Map<Object, Object> means = new LinkedHashMap<>();
      for (Object part : parts) {
        if (part != null) {
          ((Map<?, ?>) part).keySet().forEach(key -> means.put(key, null));
        }
      }
      means.replaceAll(
          (key, none) -> {
            List<Object> values = new ArrayList<>();
            parts.forEach(part -> values.add(part == null ? null : ((Map<?, ?>) part).get(key)));
            return mean(key, values, weights, absentIsZero);
          });
      return means;
    } else if (first instanceof Numbers numbers) {
      return new Numbers(
          mean(numbers.values, name.equals(STEP), parts, weights, absentIsZero), numbers.shape);
    }
    return first;
  }

  private static Object mean(
      Object first,
      boolean count,
      List<@Nullable Object> parts,
      double[] weights,
      boolean absentIsZero) {
    boolean averaged = !count && (first instanceof float[] || first instanceof double[]);
    double[] sums = new double[Array.getLength(first)];
    if (!averaged) {
      Arrays.fill(sums, Double.NEGATIVE_INFINITY);
    }
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      if (parts.get(i) != null) {
        Object values = ((Numbers) parts.get(i)).values;
        if (averaged) {
          add(sums, values, weights[i]);
        } else {
          raise(sums, values);
        }
        total += weights[i];
      }
    }
    if (averaged && !absentIsZero && total < 1) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] /= total;
      }
    }
    return like(first, sums);
  }

  private static void add(double[] sums, Object values, double weight) {
    if (values instanceof float[] floats) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += weight * floats[j];
      }
    } else {
      double[] doubles = (double[]) values;
      for (int j = 0; j < sums.length; j++) {
        sums[j] += weight * doubles[j];
      }
    }
  }

  /** Takes over the numbers that are higher. */
  private static void raise(double[] sums, Object values) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] = Math.max(sums[j], ((Number) Array.get(values, j)).doubleValue());
    }
  }

  /** The numbers in an array of the type of another. */
  private static Object like(Object array, double... numbers) {
    if (array instanceof double[]) {
      return numbers;
    } else if (array instanceof long[]) {
      return Arrays.stream(numbers).mapToLong(it -> (long) it).toArray();
    } else if (array instanceof int[]) {
      return Arrays.stream(numbers).mapToInt(it -> (int) it).toArray();
    }
    float[] floats = new float[numbers.length];
    for (int j = 0; j < floats.length; j++) {
      floats[j] = (float) numbers[j];
    }
    return floats;
  }
}
