package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.io.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A module and those below it as TorchScript classes, one for each, and their one object each. */
final class ScriptClasses {

  private static final String ROOT = "__torch__";

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<TorchModule, PyObject> objects = new IdentityHashMap<>();
  private final PyObject root;

  ScriptClasses(TorchModule module) {
    root = object(module);
  }

  /** The source files by their paths in the archive. */
  Map<String, String> sources() {
    return sources;
  }

  PyObject root() {
    return root;
  }

  /** The root with one tensor instead of all. */
  PyObject rootWithout(NDArray tensor) {
    return without(root, tensor);
  }

  private static PyObject without(PyObject object, NDArray tensor) {
    Map<String, Object> attributes = new LinkedHashMap<>(object.attributes());
    attributes.replaceAll(
        (name, value) ->
            value instanceof PyObject child
                ? without(child, tensor)
                : value instanceof NDArray ? tensor : value);
    return new PyObject(object.module(), object.name(), attributes);
  }

  private PyObject object(TorchModule module) {
    PyObject known = objects.get(module);
    if (known != null) {
      return known;
    }
    String namespace = objects.isEmpty() ? ROOT : ROOT + ".layer" + objects.size();
    Map<String, Object> attributes = new LinkedHashMap<>();
    PyObject object = new PyObject(namespace, className(module), attributes);
    objects.put(module, object);
    Map<String, NDArray> parameters = own(module.namedParameters());
    Map<String, NDArray> buffers = own(module.namedBuffers());
    attributes.put("training", false);
    attributes.putAll(parameters);
    attributes.putAll(buffers);
    module.namedChildren().forEach((name, child) -> attributes.put(name, object(child)));
    String path = "code/" + namespace.replace('.', '/') + ".py";
    sources.put(path, source(object, parameters.keySet(), buffers.keySet(), module.torchScript()));
    return object;
  }

  private static Map<String, NDArray> own(Map<String, NDArray> named) {
    Map<String, NDArray> own = new LinkedHashMap<>(named);
    own.keySet().removeIf(name -> name.contains("."));
    return own;
  }

  /**
   * The class's name, of a nested class without the outer's, and of an anonymous one its base's.
   */
  private static String className(TorchModule module) {
    Class<?> type = module.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName().replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static String source(
      PyObject object, Set<String> parameters, Set<String> buffers, String methods) {
    StringBuilder members = new StringBuilder();
    members.append("__parameters__ = ").append(list(parameters)).append('\n');
    members.append("__buffers__ = ").append(list(buffers)).append('\n');
    object
        .attributes()
        .forEach(
            (name, value) ->
                members.append("__annotations__[%s] = %s\n".formatted(quoted(name), type(value))));
    members.append(methods);
    return "class " + object.name() + "(Module):\n" + members.toString().indent(2);
  }

  private static String type(Object attribute) {
    if (attribute instanceof PyObject object) {
      return object.module() + "." + object.name();
    }
    return attribute instanceof NDArray ? "Tensor" : "bool";
  }

  private static String list(Set<String> names) {
    return names.stream().map(ScriptClasses::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
