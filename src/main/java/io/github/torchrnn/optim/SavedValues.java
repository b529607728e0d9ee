package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Values of a loaded state dict, whose types are checked; messages call them by name. */
final class SavedValues {

  /**
   * A number that was loaded as a tensor of one element, and is written as one.
   *
   * @param value exact in all types, but for int64 beyond 2^53
   */
  record Tensor(double value, DataType type, Shape shape) {

    /** A new tensor, which belongs to the innermost scope. */
    private NDArray toArray() {
      return Kernels.call(
          LibTorch.manager(), "full", shape.getShape(), value, (long) Tensors.torchNumber(type));
    }
  }

  private SavedValues() {}

  /** Whether a value is a tensor, or a list with one. */
  static boolean holdsTensor(Object value) {
    return value instanceof NDArray
        || value instanceof List<?> list && list.stream().anyMatch(NDArray.class::isInstance);
  }

  /** A number, or a list of numbers, with a {@link Tensor} in the place of each array. */
  static Object withTensors(String name, Object value) {
    if (value instanceof List<?> list) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> withTensors(name + "[" + i + "]", list.get(i)))
          .toList();
    }
    double number = number(name, value);
    return value instanceof NDArray array
        ? new Tensor(number, array.getDataType(), array.getShape())
        : number;
  }

  /** The reverse of {@link #withTensors}, with new arrays. */
  static Object toArrays(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(SavedValues::toArrays).toList();
    }
    return value instanceof Tensor tensor ? tensor.toArray() : value;
  }

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

  /** A parameter's number, which was its address before torch 1.6. */
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

  /** A number, or the one element of an array. */
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

  /** A list of numbers of a given length, {@code betas} for example. */
  static List<Double> numbers(String name, Object value, int size) {
    List<?> list = list(name, value);
    if (list.size() != size) {
      throw wrong(name, size + " numbers", value);
    }
    return IntStream.range(0, size)
        .mapToObj(i -> number(name + "[" + i + "]", list.get(i)))
        .toList();
  }

  static IllegalArgumentException wrong(String name, String expected, Object value) {
    String got =
        value instanceof NDArray array ? TorchText.size(array.getShape()) : Shown.value(value);
    return new IllegalArgumentException(
        "loaded state dict: expected " + expected + " for " + name + ", got " + got);
  }
}
