package io.github.torchrnn.nn;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Layers by name, each of which the network calls itself: {@index torch.nn.ModuleDict}. They keep
 * the order in which they came.
 *
 * <pre>{@code
 * try (var layers = new ModuleDict<TorchModule>()) {
 *   layers.set("tanh", new Tanh());
 *   layers.set("relu", new ReLU());
 *   System.out.println(layers);
 * }
 * // ModuleDict(
 * //   (tanh): Tanh()
 * //   (relu): ReLU()
 * // )
 * }</pre>
 */
public final class ModuleDict<M extends TorchModule> extends TorchModule
    implements Iterable<String> {

  /** No modules yet: {@code torch.nn.ModuleDict()}. */
  public ModuleDict() {}

  /**
   * Modules by name: {@code torch.nn.ModuleDict(modules)}.
   *
   * @param modules in the map's order; a LinkedHashMap has one, Java's HashMap has not
   */
  public ModuleDict(Map<String, ? extends M> modules) {
    update(modules);
  }

  /**
   * Adds a module, or puts it in the place of that of the name: {@code modules[key] = module}.
   *
   * @throws IllegalArgumentException with torch's message if the key is empty or contains a dot
   */
  public void set(String key, M module) {
    register(key, Objects.requireNonNull(module, "module is null"));
  }

  /** Adds modules, or puts them in the places of those of their names: {@code update(modules)}. */
  public void update(Map<String, ? extends M> modules) {
    ModuleEdits.forEach(modules, TorchModule.class, this::register);
  }

  /**
   * One module: {@code modules[key]}.
   *
   * @throws IllegalArgumentException with the text of torch's KeyError if there is none
   */
  @SuppressWarnings("unchecked") // only such are put in
  public M get(String key) {
    requireKey(key);
    return (M) registry().module(key);
  }

  /**
   * Takes a module out: {@code modules.pop(key)}, or {@code del modules[key]}. Who calls it owns
   * the module.
   *
   * @throws IllegalArgumentException with the text of torch's KeyError if there is none
   */
  public M pop(String key) {
    M module = get(key);
    registry().removeModule(key);
    return module;
  }

  /**
   * Takes all modules out: torch's {@code modules.clear()}. That name is of DJL's blocks, which
   * {@link #close} themselves by it.
   */
  public void removeAll() {
    registry().replaceModules(Map.of());
  }

  private void requireKey(String key) {
    if (!contains(key)) {
      throw new IllegalArgumentException("'" + key + "'");
    }
  }

  /** Whether there is a module of that name: {@code key in modules}. */
  public boolean contains(String key) {
    return registry().modules().containsKey(Objects.requireNonNull(key, "key is null"));
  }

  /** The number of modules: {@code len(modules)}. */
  public int size() {
    return registry().modules().size();
  }

  /** The names: {@code modules.keys()}. */
  public Set<String> keys() {
    return items().keySet();
  }

  /** The modules: {@code modules.values()}. */
  public List<M> values() {
    return List.copyOf(items().values());
  }

  /** The modules by name: {@code modules.items()}. */
  @SuppressWarnings("unchecked") // only such are put in
  public Map<String, M> items() {
    return (Map<String, M>) Collections.unmodifiableMap(new LinkedHashMap<>(registry().modules()));
  }

  /** The names, in their order. */
  @Override
  public Iterator<String> iterator() {
    return keys().iterator();
  }
}
