package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.github.torchrnn.internal.Convolution;
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
import org.jspecify.annotations.Nullable;

/** The TorchScript classes of a module and the modules below it: one class and object for each. */
final class ModuleClasses {

  private static final String ROOT = "__torch__";

  /** LibTorch's compiler is recursive, and its stack overflow would end the process. */
  private static final int MAX_LEVELS = 100;

  /** The attributes that all modules of a compiled step share, with their types: see tape.py. */
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
  private final @Nullable NDArray placeholder;
  private final @Nullable Boolean graph;

  /**
   * A new set of classes, still empty.
   *
   * @param placeholder the value of each tensor until the module's own is bound; null to write the
   *     module's own
   * @param graph whether LibTorch records the operations between the layers of a step; null if
   *     there is no step
   */
  private ModuleClasses(@Nullable NDArray placeholder, @Nullable Boolean graph) {
    this.placeholder = placeholder;
    this.graph = graph;
  }

  /** The classes of a module to export; its own is the archive's main class. */
  static ModuleClasses toExport(TorchModule module) {
    ModuleClasses classes = new ModuleClasses(null, null);
    requireShallow(module);
    classes.object(module);
    return classes;
  }

  /**
   * The classes of a module for a compiled forward.
   *
   * @param placeholder the value of each tensor until the module's own is bound
   */
  static ModuleClasses toForward(NDArray placeholder, TorchModule module) {
    ModuleClasses classes = new ModuleClasses(placeholder, null);
    requireShallow(module);
    classes.object(module);
    return classes;
  }

  /**
   * The classes of modules for a compiled step.
   *
   * @param placeholder the value of each tensor until the step binds the module's own
   * @param graph whether LibTorch records the operations between the layers
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
    for (Pair<String, Block> child :
        module.getChildren()) { // a shared child under each of its names
      attributes.put(child.getKey(), object((TorchModule) child.getValue()));
    }
    String path = "code/" + namespace.replace('.', '/') + ".py";
    String methods = step ? stepMethods(module) : module.torchScript();
    if (bound && !step) {
      methods = Recurrent.forInference(methods);
    }
    if (bound) {
      methods = Convolution.correct(methods);
    }
    sources.put(path, source(object, parameters.keySet(), buffers.keySet(), methods));
    return object;
  }

  /**
   * Compiles these classes, and the class of an object above them.
   *
   * @param types the types of the object's attributes that their values do not determine
   * @param methods the source of the object's methods
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

  /** Adds the attributes that the methods of tape.py use. */
  static void putTape(Map<String, Object> attributes, int number) {
    attributes.put("number", number);
    TAPE.keySet().forEach(name -> attributes.put(name, List.of()));
  }

  private String stepMethods(TorchModule module) {
    return module.stepScript();
  }

  /** The methods of layers with a backward of their own, with or without LibTorch's graph. */
  static String tape(boolean graph) {
    return Resources.text(Resources.class, "tape.py").replace("$graph", graph ? "True" : "False");
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

  private static Map<String, NDArray> own(Map<String, NDArray> named) {
    Map<String, NDArray> own = new LinkedHashMap<>(named);
    own.keySet().removeIf(name -> name.contains("."));
    return own;
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
