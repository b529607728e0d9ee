package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bindings of a script to the Java modules from which it was written: it works on their
 * tensors, not on copies, and in their modes, training or evaluation.
 */
final class ModuleBindings {

  private final Map<TorchModule, String> paths = new LinkedHashMap<>();
  private final List<NDArray> tensors = new ArrayList<>();
  private final List<TorchModule> modules;
  private final long[] modes;

  /** The modules' layers and parameters' arrays when the bindings were made, in order. */
  private final List<Object> parts;

  /**
   * Bindings of modules, by the names of the script's attributes, and of all modules below them.
   */
  ModuleBindings(Map<String, TorchModule> roots) {
    roots.forEach((name, module) -> collect(module, "self." + name));
    modules = List.copyOf(paths.keySet());
    modes = new long[modules.size()];
    parts = parts();
  }

  private List<Object> parts() {
    List<Object> found = new ArrayList<>();
    for (TorchModule module : modules) {
      for (Pair<String, Block> child : module.getChildren()) {
        found.add(child.getValue());
      }
      for (Pair<String, Parameter> parameter : module.getDirectParameters()) {
        found.add(parameter.getValue().getArray());
      }
    }
    return found;
  }

  private void requireSame() {
    List<Object> now = parts();
    boolean same = now.size() == parts.size();
    for (int i = 0; same && i < now.size(); i++) {
      same = now.get(i) == parts.get(i);
    }
    if (!same) {
      throw new IllegalStateException(
          "a layer or parameter was registered or replaced after this was compiled, which would"
              + " go on with the old ones: compile it again");
    }
  }

  private void collect(TorchModule module, String path) {
    if (paths.putIfAbsent(module, path) == null) {
      module
          .namedChildren()
          .forEach((name, child) -> collect(child, "getattr(%s, \"%s\")".formatted(path, name)));
    }
  }

  /** The modules, and the expression for each in the script. */
  Map<TorchModule, String> paths() {
    return paths;
  }

  /** The methods that {@link #bind} and {@link #setModes} call, for an object {@code self}. */
  String source(boolean tape) {
    tensors.clear();
    StringBuilder bind = new StringBuilder();
    StringBuilder setModes = new StringBuilder();
    int number = 0;
    for (Map.Entry<TorchModule, String> entry : paths.entrySet()) {
      String path = entry.getValue();
      Map<String, NDArray> own = new LinkedHashMap<>(entry.getKey().namedParameters());
      own.putAll(entry.getKey().namedBuffers());
      own.keySet().removeIf(name -> name.contains("."));
      own.forEach(
          (name, tensor) -> {
            bind.append("%s.%s = tensors[%d]\n".formatted(path, name, tensors.size()));
            tensors.add(tensor);
          });
      if (tape) {
        ModuleClasses.TAPE
            .keySet()
            .forEach(name -> bind.append("%1$s.%2$s = self.%2$s\n".formatted(path, name)));
      }
      setModes.append("%s.training = modes[%d] != 0\n".formatted(path, number++));
    }
    return "def bind(self, tensors: List[Tensor]) -> None:\n  pass\n"
        + bind.toString().indent(2)
        + "\ndef set_modes(self, modes: List[int]) -> None:\n"
        + setModes.toString().indent(2)
        + "\n";
  }

  /** Hands the modules' tensors and modes to a compiled script. */
  void bind(Script script) {
    try (Held held = Held.tensors(tensors)) {
      script.update("bind", held);
    }
    modesChanged();
    script.update("set_modes", (Object) modes);
  }

  /**
   * Tells the script which modules have changed between training and evaluation.
   *
   * @throws IllegalStateException if their layers or parameters have been replaced since
   */
  synchronized void setModes(Script script) {
    requireSame();
    if (modesChanged()) {
      script.update("set_modes", (Object) modes);
    }
  }

  private boolean modesChanged() {
    boolean changed = false;
    for (int i = 0; i < modes.length; i++) {
      long mode = modules.get(i).isTraining() ? 1 : 0;
      changed |= mode != modes[i];
      modes[i] = mode;
    }
    return changed;
  }
}
