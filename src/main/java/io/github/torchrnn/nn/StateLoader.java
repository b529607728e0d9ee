package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The loading of a state into parameters, all of it or nothing. */
final class StateLoader {

  private StateLoader() {}

  static IncompatibleKeys load(
      TorchModule module,
      Map<String, NDArray> parameters,
      Map<String, NDArray> state,
      boolean strict) {
    List<String> missing = without(parameters, state);
    List<String> unexpected = inOrderOf(module, without(state, parameters));
    List<String> errors = new ArrayList<>();
    if (strict && !missing.isEmpty()) {
      errors.add("Missing key(s) in state_dict: " + quoted(missing) + ". ");
    }
    if (strict && !unexpected.isEmpty()) {
      errors.add("Unexpected key(s) in state_dict: " + quoted(unexpected) + ". ");
    }
    parameters.forEach(
        (name, parameter) -> {
          if (state.containsKey(name)) {
            NDArray value = Tensors.usable("state_dict[\"" + name + "\"]", state.get(name));
            if (!value.getShape().equals(parameter.getShape())) {
              errors.add(
                  "size mismatch for %s: copying a param with shape %s from checkpoint, the shape in current model is %s."
                      .formatted(
                          name,
                          TorchText.size(value.getShape()),
                          TorchText.size(parameter.getShape())));
            }
          }
        });
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "Error(s) in loading state_dict for "
              + module.typeName()
              + ":\n\t"
              + String.join("\n\t", errors));
    }
    parameters.forEach(
        (name, parameter) -> {
          if (state.containsKey(name)) {
            Kernels.update("copy_", parameter, state.get(name));
          }
        });
    return new IncompatibleKeys(missing, unexpected);
  }

  /** As torch finds them: each module looks for keys that neither it nor its children have. */
  private static List<String> inOrderOf(TorchModule module, List<String> keys) {
    List<String> modules = List.copyOf(module.namedModules().keySet());
    return keys.stream().sorted(Comparator.comparingInt(key -> finder(modules, key))).toList();
  }

  private static int finder(List<String> modules, String key) {
    String name = key;
    while (!name.isEmpty()) {
      name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      if (modules.contains(name)) {
        return modules.indexOf(name);
      }
    }
    return 0;
  }

  private static List<String> without(Map<String, NDArray> keys, Map<String, NDArray> others) {
    return keys.keySet().stream().filter(key -> !others.containsKey(key)).toList();
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(key -> '"' + Shown.name(key) + '"').collect(Collectors.joining(", "));
  }
}
