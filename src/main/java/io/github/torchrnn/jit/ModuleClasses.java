package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.github.torchrnn.internal.Recurrent;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.internal.archive.ScriptArchive;
import io.github.torchrnn.nn.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A module and those below it as TorchScript classes, one for each, and their one object each. */
final class ModuleClasses {

  private static final String ROOT = "__torch__";

  /** LibTorch's compiler calls itself for each level, and ends the process where the stack ends. */
  private static final int MAX_LEVELS = 100;

  /** What all modules of a compiled step share; tape.py says what for. */
  static final Map<String, String> TAPE =
      Map.of(
          "given", "List[Tensor]",
          "tape", "List[List[Tensor]]",
          "made", "List[int]",
          "order", "List[int]",
          "receivers", "List[Tensor]",
          "sent", "List[Tensor]");

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<TorchModule, PyObject> objects = new IdentityHashMap<>();
  private final NDArray placeholder;
  private final Boolean graph;

  /**
   * Begins without a class.
   *
   * @param placeholder what stands for each tensor until the module's own is bound, or null
   * @param graph whether LibTorch records what happens between the layers of a step, or null where
   *     there is no step
   */
  private ModuleClasses(NDArray placeholder, Boolean graph) {
    this.placeholder = placeholder;
    this.graph = graph;
  }

  /** The classes of a module that is exported; its own is the archive's main class. */
  static ModuleClasses toExport(TorchModule module) {
    ModuleClasses classes = new ModuleClasses(null, null);
    requireShallow(module);
    classes.object(module);
    return classes;
  }

  /**
   * The classes of a module that is run by a compiled forward.
   *
   * @param placeholder what stands for each tensor until the module's own is bound
   */
  static ModuleClasses toForward(NDArray placeholder, TorchModule module) {
    ModuleClasses classes = new ModuleClasses(placeholder, null);
    requireShallow(module);
    classes.object(module);
    return classes;
  }

  /**
   * The classes of modules that are trained by a compiled step.
   *
   * @param placeholder what stands for each tensor until the step binds the module's own
   * @param graph whether LibTorch records what happens between the layers
   */
  static ModuleClasses toStep(NDArray placeholder, boolean graph, TorchModule... modules) {
    ModuleClasses classes = new ModuleClasses(placeholder, graph);
    for (TorchModule module : modules) {
      requireShallow(module);
      classes.object(module);
    }
    return classes;
  }

  private static void requireShallow(TorchModule module) {
    long levels =
        module.namedModules().keySet().stream()
            .mapToLong(name -> name.isEmpty() ? 1 : 2 + name.chars().filter(c -> c == '.').count())
            .max()
            .orElse(1);
    if (levels > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "TorchScript takes modules that are nested at most %d deep, but these are nested %d deep"
              .formatted(MAX_LEVELS, levels));
    }
  }

  /** The source files by their paths in the archive. */
  Map<String, String> sources() {
    return sources;
  }

  /** The object of a module, with its attributes. */
  PyObject object(TorchModule module) {
    PyObject known = objects.get(module);
    if (known != null) {
      return known;
    }
    boolean bound = placeholder != null;
    boolean step = graph != null;
    int number = objects.size();
    String namespace = number == 0 && !bound ? ROOT : ROOT + ".layer" + number;
    Map<String, Object> attributes = new LinkedHashMap<>();
    PyObject object = new PyObject(namespace, className(module), attributes);
    objects.put(module, object);
    Map<String, NDArray> parameters = own(module.namedParameters());
    Map<String, NDArray> buffers = own(module.namedBuffers());
    attributes.put("training", false);
    attributes.putAll(parameters);
    attributes.putAll(buffers);
    if (bound) {
      attributes.replaceAll((name, value) -> value instanceof NDArray ? placeholder : value);
    }
    if (step) {
      putTape(attributes, number);
    }
    for (Pair<String, Block> child : module.getChildren()) { // each under all of its names
      attributes.put(child.getKey(), object((TorchModule) child.getValue()));
    }
    String path = "code/" + namespace.replace('.', '/') + ".py";
    String methods = step ? stepMethods(module) : module.torchScript();
    if (bound && !step) {
      methods = Recurrent.forInference(methods);
    }
    sources.put(path, source(object, parameters.keySet(), buffers.keySet(), methods));
    return object;
  }

  /**
   * Compiles these classes and that of an object above them.
   *
   * @param types of attributes of the object, where their values do not tell
   * @param methods the object's
   * @throws IllegalArgumentException with LibTorch's report if they do not compile
   */
  Script compile(PyObject root, Map<String, String> types, String methods) {
    StringBuilder members = new StringBuilder("__parameters__ = []\n__buffers__ = []\n");
    root.attributes()
        .forEach(
            (name, value) ->
                members.append(
                    "%s : %s\n".formatted(name, types.getOrDefault(name, type(name, value)))));
    Map<String, String> all = new LinkedHashMap<>(sources);
    all.put(
        "code/__torch__.py",
        "class %s(Module):\n".formatted(root.name())
            + members.append(methods).toString().indent(2));
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try {
      ScriptArchive.write(all, root, archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Script.load(archive.toByteArray());
  }

  /** Adds what the methods of tape.py work on. */
  static void putTape(Map<String, Object> attributes, int number) {
    attributes.put("number", number);
    TAPE.keySet().forEach(name -> attributes.put(name, List.of()));
  }

  private String stepMethods(TorchModule module) {
    String methods = module.stepScript();
    return ClosedForm.hasBackward(methods) ? methods + "\n" + tape(graph) : methods;
  }

  /** What layers with a backward of their own share, with or without LibTorch's graph. */
  static String tape(boolean graph) {
    return Resources.text(Resources.class, "tape.py").replace("$graph", graph ? "True" : "False");
  }

  /** An object with one tensor instead of all. */
  static PyObject without(PyObject object, NDArray tensor) {
    Map<String, Object> attributes = new LinkedHashMap<>(object.attributes());
    attributes.replaceAll(
        (name, value) ->
            value instanceof PyObject child
                ? without(child, tensor)
                : value instanceof NDArray ? tensor : value);
    return new PyObject(object.module(), object.name(), attributes);
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
                members.append(
                    "__annotations__[%s] = %s\n".formatted(quoted(name), type(name, value))));
    members.append(methods);
    return "class " + object.name() + "(Module):\n" + members.toString().indent(2);
  }

  private static String type(String name, Object attribute) {
    if (attribute instanceof PyObject object) {
      return object.module() + "." + object.name();
    }
    if (attribute instanceof NDArray) {
      return "Tensor";
    }
    if (attribute instanceof Boolean) {
      return "bool";
    }
    return attribute instanceof Integer ? "int" : TAPE.get(name);
  }

  private static String list(Set<String> names) {
    return names.stream().map(ModuleClasses::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
