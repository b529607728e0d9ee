package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies of values in modules' fields: what can change is copied, if it is of a kind that is
 * known, and what cannot is shared.
 */
final class ValueCopy {

  /** Classes of Java and DJL whose objects cannot change, beside enums. */
  private static final List<Class<?>> IMMUTABLE =
      List.of(
          Number.class,
          Boolean.class,
          Character.class,
          String.class,
          Class.class,
          Path.class,
          Charset.class,
          Locale.class,
          Shape.class);

  /** Numbers that count on. */
  private static final String COUNTERS = "java.util.concurrent.atomic.";

  private final ModuleCopy modules;

  ValueCopy(ModuleCopy modules) {
    this.modules = modules;
  }

  /**
   * A copy of a value, or the value itself if it cannot change.
   *
   * @param where says in which field it is
   */
  @Nullable Object of(@Nullable Object value, Supplier<String> where) {
    if (value == null || isImmutable(value, identitySet())) {
      return value;
    }
    Object known = modules.known(value);
    if (known != null) {
      return known;
    } else if (value instanceof TorchModule module) {
      return modules.module(module);
    } else if (value instanceof NDArray array) {
      return modules.array(array);
    } else if (value instanceof ModuleCopy.Part part) {
      return modules.remember(value, part.copyFor(modules));
    } else if (value.getClass().isArray()) {
      return array(value, where);
    } else if (value instanceof Collection<?> collection) {
      return collection(collection, where);
    } else if (value instanceof Map<?, ?> map) {
      return map(map, where);
    }
    throw refused(value, where);
  }

  private static UnsupportedOperationException refused(Object value, Supplier<String> where) {
    return new UnsupportedOperationException(
        ("deepcopy does not know how to copy %s, a %s: what a network keeps in fields are modules,"
                + " arrays, lists, sets, maps, and objects that cannot change")
            .formatted(where.get(), value.getClass().getName()));
  }

  private Object array(Object array, Supplier<String> where) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    modules.remember(array, copy);
    if (array instanceof Object[] elements) {
      for (int i = 0; i < length; i++) {
        ((Object[]) copy)[i] = of(elements[i], where);
      }
    } else {
      System.arraycopy(array, 0, copy, 0, length);
    }
    return copy;
  }

  private Object collection(Collection<?> values, Supplier<String> where) {
    Supplier<Collection<Object>> maker = collectionLike(values);
    if (maker == null) {
      throw refused(values, where);
    }
    Collection<Object> copy = maker.get();
    modules.remember(values, copy);
    values.forEach(value -> copy.add(of(value, where)));
    return isUnmodifiable(values) ? modules.remember(values, unmodifiable(copy)) : copy;
  }

  private static @Nullable Supplier<Collection<Object>> collectionLike(Collection<?> values) {
    Class<?> type = values.getClass();
    if (type == ArrayList.class || values instanceof List && isUnmodifiable(values)) {
      return ArrayList::new;
    } else if (type == LinkedHashSet.class || values instanceof Set && isUnmodifiable(values)) {
      return LinkedHashSet::new;
    } else if (type == LinkedList.class) {
      return LinkedList::new;
    } else if (type == ArrayDeque.class) {
      return ArrayDeque::new;
    } else if (type == HashSet.class) {
      return HashSet::new;
    } else if (values instanceof TreeSet<?> sorted && sorted.comparator() == null) {
      return TreeSet::new;
    }
    return null;
  }

  private static Collection<Object> unmodifiable(Collection<Object> values) {
    return values instanceof List<Object> list
        ? Collections.unmodifiableList(list)
        : Collections.unmodifiableSet((Set<Object>) values);
  }

  private Object map(Map<?, ?> values, Supplier<String> where) {
    Class<?> type = values.getClass();
    Map<Object, Object> copy;
    if (type == LinkedHashMap.class || isUnmodifiable(values)) {
      copy = new LinkedHashMap<>();
    } else if (type == HashMap.class) {
      copy = new HashMap<>();
    } else if (values instanceof TreeMap<?, ?> sorted && sorted.comparator() == null) {
      copy = new TreeMap<>();
    } else {
      throw refused(values, where);
    }
    modules.remember(values, copy);
    values.forEach((key, value) -> copy.put(of(key, where), of(value, where)));
    return isUnmodifiable(values)
        ? modules.remember(values, Collections.unmodifiableMap(copy))
        : copy;
  }

  /** Whether it is of {@code List.of}, {@code Map.copyOf} and the like. */
  private static boolean isUnmodifiable(Object values) {
    String name = values.getClass().getName();
    return name.startsWith("java.util.ImmutableCollections$")
        || name.startsWith("java.util.Collections$Empty")
        || name.startsWith("java.util.Collections$Singleton");
  }

  /**
   * Whether an object can never change: its class is known for that, or all its fields are final
   * and hold such objects, as those of records and of lambdas do.
   */
  private static boolean isImmutable(Object value, Set<Object> asked) {
    Class<?> type = value.getClass();
    if (value instanceof Enum || IMMUTABLE.stream().anyMatch(it -> it.isInstance(value))) {
      return !type.getName().startsWith(COUNTERS);
    }
    if (value instanceof TorchModule
        || value instanceof NDArray
        || value instanceof ModuleCopy.Part
        || type.isArray()
        || type.getName().startsWith("java.")) {
      return type.getName().startsWith("java.time.");
    }
    if (!asked.add(value)) {
      return true; // unless something else in the circle can change
    }
    for (Class<?> owner = type; owner != Object.class; owner = owner.getSuperclass()) {
      for (Field field : owner.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !isImmutable(field, value, asked)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isImmutable(Field field, Object owner, Set<Object> asked) {
    if (!Modifier.isFinal(field.getModifiers())) {
      return false;
    }
    try {
      field.setAccessible(true);
      Object value = field.get(owner);
      return value == null || isImmutable(value, asked);
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      return false;
    }
  }

  private static Set<Object> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
