package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tuple;
import io.github.torchrnn.io.PtStorages.Storage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of an unpickled value for the caller: storages by themselves become arrays, and an
 * {@link UnsupportedValue} is reported with its keys. Values may be deep or contain themselves.
 */
final class PtValue {

  private static final int BYTES_OF_CONTAINER = 100;
  private static final int MAX_KEYS_SHOWN = 5;

  /** A container, and its place in an outer one. */
  private record Place(Object container, @Nullable Place outer, @Nullable Object key) {}

  private final PtStorages storages;
  private final Budget budget;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Place> open = new ArrayDeque<>();
  private final Map<Object, Object> described = new IdentityHashMap<>();
  private final List<PickledModule> modules = new ArrayList<>();

  PtValue(PtStorages storages, Budget budget) {
    this.storages = storages;
    this.budget = budget;
  }

  /**
   * The value, of maps, lists, sets, strings, bytes, numbers, Booleans, null and arrays, and of
   * descriptions of other objects.
   */
  @Nullable Object of(@Nullable Object value) throws IOException {
    Object whole = settled(value, null, null);
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (place.container instanceof Map<?, ?> map) {
        settleMap(map, place);
      } else {
        settleList((List<?>) place.container, place);
      }
    }
    new ModuleChecks(budget).check(modules);
    return whole;
  }

  @SuppressWarnings("unchecked")
  private void settleMap(Map<?, ?> map, Place place) throws IOException {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object settled = settled(entry.getValue(), place, entry.getKey());
      if (settled != entry.getValue()) {
        ((Map.Entry<Object, Object>) entry).setValue(settled);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void settleList(List<?> list, Place place) throws IOException {
    for (int i = 0; i < list.size(); i++) {
      Object settled = settled(list.get(i), place, (long) i);
      if (settled != list.get(i)) {
        ((List<Object>) list).set(i, settled);
      }
    }
  }

  private @Nullable Object settled(
      @Nullable Object value, @Nullable Place outer, @Nullable Object key) throws IOException {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      if (!(value instanceof Tuple tuple && Tuple.isKey(tuple)) && seen.add(value)) {
        budget.objects(BYTES_OF_CONTAINER);
        open.push(new Place(value, outer, key));
      }
      return value;
    } else if (value instanceof Storage storage) {
      return settled(storages.whole(storage), outer, key);
    } else if (value instanceof UnsupportedValue unheld) {
      throw new TorchFormatException(
          (outer == null ? "its value is " : "its value under " + keys(outer, key) + " is ")
              + unheld.what()
              + ", "
              + unheld.why());
    } else if (value instanceof NDArray
        || value instanceof Set<?>
        || value instanceof byte[]
        || Tuple.isKey(value)) {
      return value;
    }
    if (value instanceof PythonName || value instanceof PythonObject) {
      return description(value, outer, key);
    }
    throw new TorchFormatException("has a Python function or class as a value");
  }

  /** The one description of an object, whose parts are settled later. */
  private Object description(Object value, @Nullable Place outer, @Nullable Object key)
      throws IOException {
    Object known = described.get(value);
    if (known != null) {
      return known;
    }
    budget.objects(BYTES_OF_CONTAINER);
    if (value instanceof PythonName name) {
      PickledObject function = new PickledObject(name);
      described.put(value, function);
      return function;
    }
    PythonObject object = (PythonObject) value;
    Map<Object, Object> attributes = object.moduleAttributes();
    if (attributes != null) {
      PickledModule module = new PickledModule(object.name(), attributes);
      described.put(value, module);
      modules.add(module);
      settled(attributes, outer, key);
      return module;
    }
    return object(object, outer, key);
  }

  private Object object(PythonObject object, @Nullable Place outer, @Nullable Object key)
      throws IOException {
    PickledObject placeholder = new PickledObject(object);
    described.put(object, placeholder);
    settled(object.arguments(), outer, key);
    settled(object.entries(), outer, key);
    settled(object.elements(), outer, key);
    settled(object.held(), outer, key);
    return placeholder;
  }

  /** {@code "model", "weight"}: the innermost last. */
  private static String keys(Place outer, Object key) {
    StringBuilder keys = new StringBuilder(Shown.key(key));
    Place place = outer;
    for (int i = 1; place.outer != null && i < MAX_KEYS_SHOWN; i++) {
      keys.insert(0, Shown.key(place.key) + ", ");
      place = place.outer;
    }
    return (place.outer == null ? "" : "..., ") + keys;
  }
}
