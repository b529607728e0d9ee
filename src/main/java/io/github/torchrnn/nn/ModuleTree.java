package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Parameters;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A module and all below it, in torch's order. */
final class ModuleTree {

  /** Modules nested deeper than this can only be a mistake; Python gives up at about as many. */
  private static final int MAX_LEVELS = 400;

  private ModuleTree() {}

  /** The modules directly below, each at its first name. */
  static Map<String, TorchModule> children(TorchModule module) {
    Map<String, TorchModule> named = module.registry().presentModules();
    Set<TorchModule> seen = identitySet();
    named.values().removeIf(child -> !seen.add(child));
    return named;
  }

  /** All modules, each at its first place; the root is named "". */
  static Map<String, TorchModule> modules(TorchModule root) {
    Map<String, TorchModule> named = new LinkedHashMap<>();
    collect("", root, named, identitySet());
    return named;
  }

  private static void collect(
      String name, TorchModule module, Map<String, TorchModule> named, Set<TorchModule> seen) {
    if (seen.add(module)) {
      named.put(name, module);
      children(module).forEach((child, layer) -> collect(join(name, child), layer, named, seen));
    }
  }

  /** All parameters, or buffers, or both, each at its first place. */
  static Map<String, NDArray> arrays(
      TorchModule root, boolean recurse, boolean parameters, boolean buffers) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    Set<NDArray> seen = identitySet();
    Map<String, TorchModule> modules = recurse ? modules(root) : Map.of("", root);
    modules.forEach((prefix, module) -> own(module, parameters, buffers, prefix, named));
    named.values().removeIf(array -> !seen.add(array));
    return named;
  }

  /** The arrays of the state, each at all of its places. */
  static Map<String, NDArray> state(TorchModule root) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    collectState("", root, named);
    return named;
  }

  private static void collectState(String prefix, TorchModule module, Map<String, NDArray> named) {
    own(module, true, true, prefix, named);
    module
        .registry()
        .presentModules()
        .forEach((name, layer) -> collectState(join(prefix, name), layer, named));
  }

  /** The parameters, or buffers, or both, of one module itself, each at all of its places. */
  static Map<String, NDArray> own(TorchModule module, boolean parameters, boolean buffers) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    own(module, parameters, buffers, "", named);
    return named;
  }

  private static void own(
      TorchModule module,
      boolean parameters,
      boolean buffers,
      String prefix,
      Map<String, NDArray> named) {
    Fields.requireRegistered(module);
    module.requireOpen();
    Registry registry = module.registry();
    if (parameters) {
      registry
          .presentParameters()
          .forEach(
              (name, parameter) -> named.put(join(prefix, name), Parameters.arrayOf(parameter)));
    }
    if (buffers) {
      registry.presentBuffers().forEach((name, buffer) -> named.put(join(prefix, name), buffer));
    }
  }

  static String join(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  private static <T> Set<T> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Refuses to put a layer below itself, or too deep. */
  static void requireTree(TorchModule module, String name, TorchModule layer) {
    if (layer.namedModules().containsValue(module)) {
      throw new IllegalArgumentException(
          "a module cannot be registered in itself: %s as '%s' of %s"
              .formatted(layer.name(), name, module.name()));
    }
    int levels =
        levelsAbove(module, new IdentityHashMap<>()) + levels(layer, new IdentityHashMap<>());
    if (levels > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "modules are nested at most %s deep, but '%s' of %s would be nested %s deep"
              .formatted(MAX_LEVELS, name, module.name(), levels));
    }
  }

  /** The number of levels of a module and those below it. */
  private static int levels(TorchModule module, Map<TorchModule, Integer> known) {
    Integer levels = known.get(module);
    if (levels == null) {
      levels = 1;
      for (TorchModule child : module.children()) {
        levels = Math.max(levels, 1 + levels(child, known));
      }
      known.put(module, levels);
    }
    return levels;
  }

  /** The number of levels of a module and those above it. */
  private static int levelsAbove(TorchModule module, Map<TorchModule, Integer> known) {
    Integer levels = known.get(module);
    if (levels == null) {
      levels = 1;
      for (TorchModule owner : module.registry().owners()) {
        levels = Math.max(levels, 1 + levelsAbove(owner, known));
      }
      known.put(module, levels);
    }
    return levels;
  }
}
