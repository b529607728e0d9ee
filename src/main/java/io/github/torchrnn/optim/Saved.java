package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The types of values in a loaded state, checked by name. */
final class Saved {

  private Saved() {}

  static List<?> list(String name, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list", value);
  }

  static Map<?, ?> map(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(name, "a map", value);
  }

  /** The entries of {@code state} by the numbers that {@code params} lists. */
  static Map<Object, Map<?, ?>> entries(Object state) {
    Map<Object, Map<?, ?>> entries = new LinkedHashMap<>();
    map("state", state)
        .forEach((id, entry) -> entries.put(id(id), map("state[" + Shown.value(id) + "]", entry)));
    return entries;
  }

  /** A parameter's number; before 1.6, torch took its address for that. */
  static Object id(Object value) {
    if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      return number.longValue();
    }
    throw wrong("a parameter's number", "an integer", value);
  }

  /** A number of steps; older versions of torch wrote a plain int. */
  static long count(String name, Object value) {
    double number = number(name, value);
    if (number < 0 || number > 1L << 53 || number != Math.rint(number)) {
      throw wrong(name, "a number of steps", number);
    }
    return (long) number;
  }

  static double number(String name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof NDArray array && Tensors.usable(name, array).size() == 1) {
      try (NDArray plain = array.toType(DataType.FLOAT64, true)) {
        return plain.toDoubleArray()[0];
      }
    }
    throw wrong(name, "a number", value);
  }

  static IllegalArgumentException wrong(String name, String expected, Object value) {
    String got =
        value instanceof NDArray array ? TorchText.size(array.getShape()) : Shown.value(value);
    return new IllegalArgumentException(
        "loaded state dict: expected " + expected + " for " + name + ", got " + got);
  }
}
