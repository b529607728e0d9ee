package io.github.torchrnn.io;

import io.github.torchrnn.internal.Tuple;
import java.util.Map;
import java.util.Set;

/**
 * Keys of dicts and elements of sets: those that Python can hash and Java can hold, which are also
 * those that are found quickly whatever a file makes of them.
 */
final class Keys {

  private static final int ENTRY_BYTES = 64;
  private static final int BYTES_OF_ITEM = 8;

  /** In a map of more than these all keys are of one class, by whose order they are found. */
  private static final int MAX_MIXED = 1000;

  private Keys() {}

  static void put(Map<Object, Object> map, Object key, Object value, Budget budget)
      throws TorchFormatException {
    require(map.keySet(), key, budget);
    map.put(key, value);
  }

  static void add(Set<Object> set, Object element, Budget budget) throws TorchFormatException {
    require(set, element, budget);
    set.add(element);
  }

  private static void require(Set<Object> others, Object key, Budget budget)
      throws TorchFormatException {
    if (!Tuple.isKey(key)) {
      throw new TorchFormatException(
          "has a key or an element of a set that is no text, number, True, False, None or small"
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

  /** Long keys that are looked for again and again take as much time as if they took space. */
  private static long bytesToCompare(Object key) {
    if (key instanceof String text) {
      return text.length();
    }
    return key instanceof Tuple tuple ? (long) BYTES_OF_ITEM * tuple.keyItems() : 0;
  }
}
