package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A schedule's loaded state. A name that it lacks keeps the value that is there already. */
final class SchedulerState {

  private final Map<?, ?> values;

  SchedulerState(Map<?, ?> values) {
    this.values = values;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of a name, of any type. */
  @Nullable Object get(String name) {
    return values.get(name);
  }

  double number(String name, double current) {
    return has(name) ? SavedValues.number(name, get(name)) : current;
  }

  long integer(String name, long current) {
    return has(name) ? integer(name, get(name)) : current;
  }

  static long integer(String name, @Nullable Object value) {
    double number = SavedValues.number(name, value);
    if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
      throw SavedValues.wrong(name, "an integer", value);
    }
    return (long) number;
  }

  boolean flag(String name, boolean current) {
    if (!has(name)) {
      return current;
    }
    if (get(name) instanceof Boolean flag) {
      return flag;
    }
    throw SavedValues.wrong(name, "True or False", get(name));
  }

  String text(String name, String current) {
    return has(name) ? text(name, get(name)) : current;
  }

  static String text(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw SavedValues.wrong(name, "a string", value);
  }

  List<Double> numbers(String name, List<Double> current) {
    if (!has(name)) {
      return current;
    }
    List<?> list = SavedValues.list(name, get(name));
    return SavedValues.numbers(name, list, list.size());
  }

  List<Long> integers(String name, List<Long> current) {
    if (!has(name)) {
      return current;
    }
    List<?> list = SavedValues.list(name, get(name));
    return IntStream.range(0, list.size())
        .mapToObj(i -> integer(name + "[" + i + "]", list.get(i)))
        .toList();
  }
}
