package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * State dicts on their way in a round: nested maps and lists, with {@link Numbers} for arrays. A
 * class of plain fields, which any serializer of Spark's takes.
 */
final class Values implements Serializable {

  private static final long serialVersionUID = 1;

  /** The key of an optimizer's count of steps, which is no mean. */
  private static final String STEP = "step";

  private final LinkedHashMap<Object, Object> map;

  private Values(LinkedHashMap<Object, Object> map) {
    this.map = map;
  }

  /**
   * Copies the arrays of a state.
   *
   * @param rows by which it was computed: its weight in a mean
   */
  static Values of(Map<?, ?> state, long rows) {
    return new Values(
        copy(state, it -> it instanceof NDArray array ? Numbers.of(array, rows) : it));
  }

  /** The state, with arrays of the innermost scope. */
  Map<?, ?> arrays() {
    return copy(map, it -> it instanceof Numbers numbers ? numbers.array() : it);
  }

  private static LinkedHashMap<Object, Object> copy(Map<?, ?> map, Function<Object, Object> leaf) {
    LinkedHashMap<Object, Object> copy = new LinkedHashMap<>();
    map.forEach((key, it) -> copy.put(key, copied(it, leaf)));
    return copy;
  }

  private static @Nullable Object copied(@Nullable Object value, Function<Object, Object> leaf) {
    if (value instanceof Map<?, ?> map) {
      return copy(map, leaf);
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(it -> copy.add(copied(it, leaf)));
      return copy;
    }
    return leaf.apply(value);
  }

  /**
   * The mean of floating arrays, weighted by rows; of counts, which are whole numbers and the
   * optimizer's steps, the highest; and of all else what comes first.
   *
   * @param zerosOf the number of rows by which an array is divided that a part lacks, as if that
   *     part had zeros; 0 if such a part does not count
   */
  static Values mean(List<Values> parts, long zerosOf) {
    List<Map<?, ?>> maps = parts.stream().<Map<?, ?>>map(part -> part.map).toList();
    return new Values(means(maps, zerosOf));
  }

  private static LinkedHashMap<Object, Object> means(List<Map<?, ?>> parts, long zerosOf) {
    LinkedHashMap<Object, Object> means = new LinkedHashMap<>();
    parts.forEach(part -> part.keySet().forEach(key -> means.put(key, null)));
    means.replaceAll(
        (key, none) -> {
          List<Object> values = new ArrayList<>();
          parts.forEach(part -> values.add(part.get(key)));
          values.removeIf(Objects::isNull);
          return values.isEmpty() ? null : mean(key, values, zerosOf);
        });
    return means;
  }

  private static Object mean(Object name, List<Object> parts, long zerosOf) {
    Object first = parts.get(0);
    if (first instanceof Map<?, ?>) {
      return means(parts.stream().<Map<?, ?>>map(it -> (Map<?, ?>) it).toList(), zerosOf);
    } else if (first instanceof Numbers numbers) {
      List<Numbers> all = parts.stream().map(Numbers.class::cast).toList();
      if (numbers.isWhole() || name.equals(STEP)) {
        return Numbers.highest(all);
      }
      return Numbers.mean(all, zerosOf > 0 ? zerosOf : Numbers.rows(all));
    }
    return first;
  }
}
