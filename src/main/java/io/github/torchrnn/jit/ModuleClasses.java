package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.nn.InternalModules;
import io.github.torchrnn.nn.TorchModule;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The TorchScript classes of a module and the modules below it: one class and object for each, with
 * parameters, buffers and layers as attributes. The first has the methods.
 */
final class ModuleClasses {

  private static final String ROOT = "__torch__";

  /** LibTorch's compiler is recursive, and its stack overflow would end the process. */
  private static final int MAX_LEVELS = 100;

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<TorchModule, PyObject> objects = new IdentityHashMap<>();
  private final Map<TorchModule, Boolean> modes;
  private final PyObject root;

  /**
   * The classes of a module as it is now.
   *
   * @param methods the source of its methods
   * @param constants arrays that are further attributes of it, but no part of its state
   * @param modes whether each module is in training mode
   */
  ModuleClasses(
      TorchModule module,
      String methods,
      Map<String, NDArray> constants,
      Map<TorchModule, Boolean> modes) {
    this.modes = modes;
    requireShallow(module);
    root = object(module, methods, constants);
  }

  /** Refuses a module that LibTorch could not compile. */
  static void requireShallow(TorchModule module) {
    long levels =
        module.namedModules().keySet().stream()
            .mapToLong(name -> name.isEmpty() ? 1 : 2 + name.chars().filter(c -> c == '.').count())
            .max()
            .orElse(1);
    if (levels > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "TorchScript takes modules that are nested at most %s deep, but these are nested %s deep"
              .formatted(MAX_LEVELS, levels));
    }
  }

  /** The source files by their paths in the archive. */
  Map<String, String> sources() {
    return sources;
  }

  /** The object of the module, with its attributes. */
  PyObject root() {
    return root;
  }

  private PyObject object(TorchModule module, String methods, Map<String, NDArray> constants) {
    PyObject known = objects.get(module);
    if (known != null) {
      return known;
    }
    int number = objects.size();
    String namespace = number == 0 ? ROOT : ROOT + ".layer" + number;
    Map<String, Object> attributes = new LinkedHashMap<>();
    PyObject object = new PyObject(namespace, className(module), attributes);
    objects.put(module, object);
    Map<String, NDArray> parameters = InternalModules.ownParameters(module);
    Map<String, NDArray> buffers = InternalModules.ownBuffers(module);
    attributes.put("training", modes.getOrDefault(module, false));
    attributes.putAll(parameters);
    attributes.putAll(buffers);
    for (Pair<String, Block> child :
        module.getChildren()) { // a shared child under each of its names
      attributes.put(child.getKey(), object((TorchModule) child.getValue(), "", Map.of()));
    }
    attributes.putAll(constants);
    sources.put(
        "code/" + namespace.replace('.', '/') + ".py",
        source(object, parameters.keySet(), buffers.keySet(), methods));
    return object;
  }

  /** A copy of an object in which one tensor replaces each. */
  static PyObject without(PyObject object, NDArray tensor) {
    Map<String, Object> attributes = new LinkedHashMap<>(object.attributes());
    attributes.replaceAll(
        (name, value) ->
            value instanceof PyObject child
                ? without(child, tensor)
                : value instanceof NDArray ? tensor : value);
    return new PyObject(object.module(), object.name(), attributes);
  }

  /** The simple name of the class; for an anonymous class, of its base. */
  private static String className(TorchModule module) {
    Class<?> type = module.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName().replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static String source(
      PyObject object, Collection<String> parameters, Collection<String> buffers, String methods) {
    StringBuilder members = new StringBuilder();
    members.append("__parameters__ = ").append(list(parameters)).append('\n');
    members.append("__buffers__ = ").append(list(buffers)).append('\n');
    object
        .attributes()
        .forEach(
            (name, value) ->
                members.append(
                    "__annotations__[%s] = %s\n"
                        .formatted(AttributePath.quoted(name), type(value))));
    members.append(methods);
    return "class " + object.name() + "(Module):\n" + members.toString().indent(2);
  }

  private static String type(Object attribute) {
    if (attribute instanceof PyObject object) {
      return object.module() + "." + object.name();
    }
    return attribute instanceof NDArray ? "Tensor" : "bool";
  }

  private static String list(Collection<String> names) {
    return names.stream().map(AttributePath::quoted).collect(Collectors.joining(", ", "[", "]"));
  }
}
