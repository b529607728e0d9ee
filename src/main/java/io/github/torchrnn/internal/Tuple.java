package io.github.torchrnn.internal;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A tuple of Python: a list of fixed length. If its items are texts, numbers, Booleans, None and
 * such tuples, it can be the key of a map, which compares and hashes it in bounded time.
 */
public final class Tuple extends AbstractList<Object> implements RandomAccess, Comparable<Tuple> {

  /** The largest number of items, including those of nested tuples, that a key can have. */
  private static final int MAX_KEY_ITEMS = 1000;

  private static final int NOT_A_KEY = MAX_KEY_ITEMS + 1;

  private final Object[] items;

  /** The number of items, including those of nested tuples, or more than the largest of a key. */
  private int keyItems;

  private int hash;

  /** A tuple of these objects; the caller must not change the array afterwards. */
  public Tuple(Object... items) {
    this.items = items;
    measure();
  }

  private void measure() {
    int count = 0;
    int code = 1;
    for (Object item : items) {
      count += !isKey(item) ? NOT_A_KEY : item instanceof Tuple tuple ? 1 + tuple.keyItems : 1;
      if (count > MAX_KEY_ITEMS) {
        keyItems = NOT_A_KEY;
        return;
      }
      code = 31 * code + (item == null ? 0 : item.hashCode());
    }
    keyItems = count;
    hash = code;
  }

  /** Whether Python can hash a value, and a map here can look it up in bounded time. */
  public static boolean isKey(Object value) {
    if (value instanceof Tuple tuple) {
      return tuple.keyItems <= MAX_KEY_ITEMS;
    }
    return value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof BigInteger;
  }

  /** The number of items that a look-up compares. */
  public int keyItems() {
    return keyItems;
  }

  @Override
  public Object get(int index) {
    return items[index];
  }

  @Override
  public Object set(int index, Object item) {
    Object old = items[index];
    items[index] = item;
    measure();
    return old;
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public int hashCode() {
    return keyItems <= MAX_KEY_ITEMS ? hash : super.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other);
  }

  /** An order by which a map tells keys of equal hashes apart. */
  @Override
  public int compareTo(Tuple other) {
    int order = Integer.compare(items.length, other.items.length);
    for (int i = 0; order == 0 && i < items.length; i++) {
      order = compare(items[i], other.items[i]);
    }
    return order;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    if (one == null || other == null) {
      return Boolean.compare(other == null, one == null);
    }
    int order = one.getClass().getName().compareTo(other.getClass().getName());
    return order == 0 && one instanceof Comparable<?>
        ? ((Comparable<Object>) one).compareTo(other)
        : order;
  }
}
