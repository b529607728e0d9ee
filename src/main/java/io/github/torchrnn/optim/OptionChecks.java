package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Shown;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of an optimizer's options, in torch's words, and the types that options have. */
final class OptionChecks {

  /** How many elements of a list of the wrong length a message shows. */
  private static final int MAX_SHOWN = 4;

  private OptionChecks() {}

  /** Refuses a negative number or NaN: {@code Invalid learning rate: -1.0}. */
  static void requireNotNegative(String what, double value) {
    require(value >= 0, what, value);
  }

  static void require(boolean valid, String what, double value) {
    if (!valid) {
      throw new IllegalArgumentException("Invalid " + what + ": " + PythonNumber.repr(value));
    }
  }

  static double number(Map<String, Object> options, String name) {
    return (double) options.get(name);
  }

  static boolean flag(Map<String, Object> options, String name) {
    return (boolean) options.get(name);
  }

  /** One of a pair of numbers, {@code betas} for example. */
  static double number(Map<String, Object> options, String name, int index) {
    return (double) ((List<?>) options.get(name)).get(index);
  }

  /**
   * All options with some replaced.
   *
   * @param owner the optimizer's name, for messages
   * @param options which the optimizer has, with values of the types that they take
   * @param changes any Number where a Double is expected
   * @throws IllegalArgumentException if the optimizer lacks an option or the type is wrong
   */
  static Map<String, Object> merged(
      String owner, Map<String, Object> options, Map<String, Object> changes) {
    Map<String, Object> merged = new LinkedHashMap<>(options);
    changes.forEach(
        (name, value) -> {
          if (!options.containsKey(name)) {
            throw new IllegalArgumentException(
                "%s got an unexpected option '%s': its options are %s"
                    .formatted(
                        owner,
                        Shown.name(String.valueOf(name)),
                        String.join(", ", options.keySet())));
          }
          merged.put(name, converted(owner, name, options.get(name), value));
        });
    return merged;
  }

  /** A new value of an option in the type of its current one. */
  static @Nullable Object converted(
      String owner, String name, @Nullable Object current, @Nullable Object value) {
    if (current instanceof Double && value instanceof Number number) {
      return number.doubleValue();
    } else if (current instanceof Long && (value instanceof Long || value instanceof Integer)) {
      return ((Number) value).longValue();
    } else if ((current == null || current instanceof String)
        && (value == null || value instanceof String)) {
      return value;
    } else if (current instanceof Boolean && value instanceof Boolean) {
      return value;
    } else if (current instanceof List<?> pair
        && value instanceof List<?> list
        && list.size() == pair.size()
        && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().map(number -> ((Number) number).doubleValue()).toList();
    }
    throw new IllegalArgumentException(
        "option '%s' of %s must be %s, not %s".formatted(name, owner, type(current), type(value)));
  }

  /** A value's type in Python: {@code float}, {@code (float, float)}. */
  private static String type(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return "float";
    } else if (value instanceof Number) {
      return "int";
    } else if (value instanceof CharSequence) {
      return "str";
    } else if (value instanceof NDArray) {
      return "Tensor";
    } else if (value instanceof List<?> list) {
      return list.size() > MAX_SHOWN
          ? "a list of " + list.size()
          : list.stream()
              .map(item -> item instanceof List ? "list" : type(item))
              .collect(Collectors.joining(", ", "(", ")"));
    }
    return value.getClass().getSimpleName();
  }
}
