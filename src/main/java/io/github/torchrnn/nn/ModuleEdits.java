package io.github.torchrnn.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** The changes of a list of modules that are named by their positions. */
final class ModuleEdits {

  private ModuleEdits() {}

  /** The modules in their order. */
  static List<TorchModule> all(TorchModule list) {
    return new ArrayList<>(list.registry().modules().values());
  }

  static int size(TorchModule list) {
    return list.registry().modules().size();
  }

  /** One module, by its position, counted from the end if negative. */
  static TorchModule get(TorchModule list, int index) {
    return all(list).get(position(index, size(list)));
  }

  /**
   * A position, counted from the front.
   *
   * @throws IndexOutOfBoundsException with torch's message if there is none
   */
  static int position(int index, int size) {
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " is out of range");
    }
    return index < 0 ? size + index : index;
  }

  /** Puts a module in another's place, under its name. */
  static void set(TorchModule list, int index, TorchModule module) {
    List<String> names = new ArrayList<>(list.registry().modules().keySet());
    list.registry().putModule(names.get(position(index, names.size())), module);
  }

  /** Adds a module at the end, named by the number of those before it. */
  static void append(TorchModule list, TorchModule module) {
    list.registry().putModule(Integer.toString(size(list)), module);
  }

  /** What is given, listed first, since it may be the list itself, which grows. */
  static <T> List<T> listed(Iterable<? extends T> modules) {
    List<T> listed = new ArrayList<>();
    Objects.requireNonNull(modules, "modules is null").forEach(listed::add);
    return listed;
  }

  /**
   * Does something with each entry of a map, which notebooks and casts can fill with anything.
   *
   * @throws IllegalArgumentException if a value is of another class
   */
  static <T> void forEach(Map<String, ?> given, Class<T> type, BiConsumer<String, T> action) {
    for (Map.Entry<?, ?> entry : Objects.requireNonNull(given, "map is null").entrySet()) {
      Object value = Objects.requireNonNull(entry.getValue(), "a value is null");
      if (!(entry.getKey() instanceof String name) || !type.isInstance(value)) {
        throw new IllegalArgumentException(
            "%s of %s is not a name with a %s"
                .formatted(entry.getKey(), value.getClass().getName(), type.getSimpleName()));
      }
      action.accept(name, type.cast(value));
    }
  }

  /** Inserts a module, and numbers those after it anew. */
  static void insert(TorchModule list, int index, TorchModule module) {
    int size = size(list);
    Map<String, TorchModule> edited = new LinkedHashMap<>(list.registry().modules());
    for (int i = size; i > index; i--) {
      edited.put(Integer.toString(i), numbered(edited, i - 1));
    }
    edited.put(Integer.toString(index), module);
    list.registry().replaceModules(edited);
  }

  private static TorchModule numbered(Map<String, TorchModule> modules, int index) {
    String name = Integer.toString(index);
    if (!modules.containsKey(name)) {
      throw new IllegalArgumentException("'" + name + "'");
    }
    return modules.get(name);
  }

  /** Takes a module out, and numbers the others anew. */
  static TorchModule delete(TorchModule list, int index) {
    List<TorchModule> modules = all(list);
    TorchModule deleted = modules.remove(position(index, modules.size()));
    number(list, modules);
    return deleted;
  }

  /** Takes the modules of a slice out, and numbers the others anew. */
  static void delete(TorchModule list, int start, int end) {
    List<TorchModule> modules = all(list);
    Slice slice = Slice.of(start, end, modules.size());
    modules.subList(slice.from(), slice.to()).clear();
    number(list, modules);
  }

  private static void number(TorchModule list, List<TorchModule> modules) {
    Map<String, TorchModule> numbered = new LinkedHashMap<>();
    modules.forEach(module -> numbered.put(Integer.toString(numbered.size()), module));
    list.registry().replaceModules(numbered);
  }

  /** The modules of a slice, by their names. */
  static Map<String, TorchModule> slice(TorchModule list, int start, int end) {
    Map<String, TorchModule> modules = list.registry().modules();
    Slice slice = Slice.of(start, end, modules.size());
    List<String> names = new ArrayList<>(modules.keySet()).subList(slice.from(), slice.to());
    Map<String, TorchModule> sliced = new LinkedHashMap<>();
    names.forEach(name -> sliced.put(name, modules.get(name)));
    return sliced;
  }

  /**
   * The positions of Python's {@code [start:end]}.
   *
   * @param to the first position after it
   */
  record Slice(int from, int to) {
    static Slice of(int start, int end, int size) {
      int from = within(start, size);
      return new Slice(from, Math.max(from, within(end, size)));
    }

    private static int within(int index, int size) {
      return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }
  }
}
