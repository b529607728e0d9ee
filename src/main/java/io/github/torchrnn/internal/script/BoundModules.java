package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Kernels.Held;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Modules below a script of their own, which works on their tensors and in their modes: those of
 * the Java objects, not copies.
 */
public final class BoundModules {

  private final Map<TorchModule, String> paths = new LinkedHashMap<>();
  private final List<NDArray> tensors = new ArrayList<>();
  private final List<TorchModule> modules;
  private final long[] modes;

  /** Takes modules and all below them by the names of the script's attributes. */
  BoundModules(Map<String, TorchModule> roots) {
    roots.forEach((name, module) -> collect(module, "self." + name));
    modules = List.copyOf(paths.keySet());
    modes = new long[modules.size()];
  }

  private void collect(TorchModule module, String path) {
    if (paths.putIfAbsent(module, path) == null) {
      module
          .namedChildren()
          .forEach((name, child) -> collect(child, "getattr(%s, \"%s\")".formatted(path, name)));
    }
  }

  /** What the script calls each module. */
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
        ScriptClasses.TAPE
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

  /** Gives a compiled script the modules' tensors and modes. */
  public void bind(Kernels.Script script) {
    try (Held held = Held.tensors(tensors)) {
      script.update("bind", held);
    }
    modesChanged();
    script.update("set_modes", (Object) modes);
  }

  /** Tells the script which modules have changed between training and evaluation. */
  public synchronized void setModes(Kernels.Script script) {
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
