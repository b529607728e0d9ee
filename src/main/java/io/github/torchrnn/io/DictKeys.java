package io.github.torchrnn.io;

import io.github.torchrnn.internal.Tuple;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the keys of dicts and the elements of sets. Python can hash the allowed ones, Java can
 * hold them, and maps find them quickly however a hostile file chooses them.
 */
final class DictKeys {

  private static final int ENTRY_BYTES = 64;
  private static final int BYTES_OF_ITEM = 8;

  /** The size up to which keys may be of several classes; beyond, maps need one class's order. */
  private static final int MAX_MIXED = 1000;

  private DictKeys() {}

  static void put(
      Map<Object, Object> map, @Nullable Object key, @Nullable Object value, Budget budget)
      throws TorchFormatException {
    require(map.keySet(), key, budget);
    map.put(key, value);
  }

  static void add(Set<Object> set, @Nullable Object element, Budget budget)
      throws TorchFormatException {
    require(set, element, budget);
    set.add(element);
  }

  private static void require(Set<Object> others, Object key, Budget budget)
      throws TorchFormatException {
    if (!Tuple.isKey(key)) {
      throw new TorchFormatException(
          "has a dict key or a set element that is not a str, number, bool, None or small"
              + " tuple of these");
    }
    budget.objects(ENTRY_BYTES + bytesToCompare(key));
    if (others.size() > MAX_MIXED) {
      Object first = others.iterator().next();
      if (first == null || key == null || first.getClass() != key.getClass()) {
        throw new TorchFormatException(
            "has a dict or set of more than " + MAX_MIXED + " elements of several types");
      }
    }
  }

  /** Long keys count as memory, since each look-up takes time in proportion to their length. */
  private static long bytesToCompare(Object key) {
    if (key instanceof String text) {
      return text.length();
    }
    return key instanceof Tuple tuple ? (long) BYTES_OF_ITEM * tuple.keyItems() : 0;
  }
}
