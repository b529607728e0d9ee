package io.github.torchrnn.internal.archive;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.Tuple;
import io.github.torchrnn.internal.Utf8;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The check of a value before anything of it is pickled: a part that cannot be pickled is refused,
 * named by the keys that lead to it.
 */
final class Picklable {

  /** The deepest nesting; Python's own pickler gives up not far beyond. */
  private static final int MAX_DEPTH = 500;

  private static final int MAX_KEYS_SHOWN = 10;

  /** A value, with the container and the key that lead to it. */
  private record Place(Object value, Place outer, String key, int depth) {}

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Place> open = new ArrayDeque<>();
  private final List<NDArray> tensors = new ArrayList<>();

  private Picklable() {}

  /**
   * The tensors of a value, each once.
   *
   * @throws IllegalArgumentException if Python could not read a part of the value
   */
  static List<NDArray> tensors(Object value) {
    Picklable all = new Picklable();
    all.open.push(new Place(value, null, null, 0));
    while (!all.open.isEmpty()) {
      all.check(all.open.pop());
    }
    return all.tensors;
  }

  private void check(Place place) {
    Object value = place.value;
    if (value instanceof String text) {
      if (!Utf8.isWhole(text)) {
        throw new IllegalArgumentException(
            name(place) + " is a string with a lone surrogate, which no file can hold");
      }
    } else if (value instanceof NDArray array) {
      if (seen.add(Tensors.usable(name(place), array))) {
        tensors.add(array);
      }
    } else if (value instanceof Map || value instanceof Collection || value instanceof PyObject) {
      if (place.depth == MAX_DEPTH) {
        throw new IllegalArgumentException(
            name(place) + " is nested more than " + MAX_DEPTH + " deep");
      } else if (seen.add(value)) {
        checkContainer(value, place);
      }
    }
  }

  private void checkContainer(Object value, Place place) {
    List<Place> inner = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            requireKey(place, key);
            inner.add(within(place, item, key instanceof String text ? text : "" + key));
          });
    } else if (value instanceof PyObject object) {
      object.attributes().forEach((key, item) -> inner.add(within(place, item, key)));
    } else if (value instanceof Set<?> set) {
      set.forEach(element -> requireKey(place, element));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> inner.add(within(place, item, "[" + inner.size() + "]")));
    } else {
      throw new IllegalArgumentException(
          "cannot write a " + value.getClass().getName() + ": " + name(place));
    }
    // Reversed, so that they are checked in the order, and at the depth, of writing.
    Collections.reverse(inner);
    inner.forEach(open::push);
  }

  private static Place within(Place outer, Object value, String key) {
    return new Place(value, outer, key, outer.depth + 1);
  }

  /** Refuses a key that Python cannot hash, or that {@code Pt.load} cannot return. */
  private static void requireKey(Place place, Object key) {
    if (!(key instanceof Integer) && !Tuple.isKey(key)) {
      throw new IllegalArgumentException(
          "%s has a key that is a %s: Python can hash texts, numbers, Booleans and null"
              .formatted(name(place), key.getClass().getName()));
    } else if (key instanceof String text && !Utf8.isWhole(text)) {
      throw new IllegalArgumentException(
          "%s has the key %s, a string with a lone surrogate, which no file can hold"
              .formatted(name(place), Shown.key(text)));
    }
  }

  /** {@code optimizer.state.0.exp_avg}. */
  private static String name(Place place) {
    if (place.outer == null) {
      return place.value instanceof NDArray ? "array" : "value";
    }
    StringBuilder name = new StringBuilder();
    int keys = 0;
    for (Place at = place; at.outer != null; at = at.outer) {
      if (keys++ == MAX_KEYS_SHOWN) {
        return "..." + name;
      }
      boolean dot = name.length() > 0 && name.charAt(0) != '[';
      name.insert(0, Shown.name(at.key) + (dot ? "." : ""));
    }
    return name.toString();
  }
}
