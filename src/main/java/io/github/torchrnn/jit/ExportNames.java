package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.InternalModules;
import io.github.torchrnn.nn.TorchModule;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The names in an exported class: of the arrays that a program reads, and of its methods. */
final class ExportNames {

  private final Map<NDArray, String> expressions = new IdentityHashMap<>();
  private final Map<String, NDArray> constants = new LinkedHashMap<>();

  /** The names that the class's attributes have. */
  private final Set<String> attributes = new HashSet<>();

  /**
   * The names for a program.
   *
   * @throws IllegalArgumentException if it reads an array of a module that is not below this one
   */
  ExportNames(TorchModule module, Program program) {
    Map<String, NDArray> state = new LinkedHashMap<>(module.namedParameters());
    state.putAll(module.namedBuffers());
    state.forEach((name, array) -> expressions.put(array, AttributePath.of(name)));
    attributes.addAll(InternalModules.ownParameters(module).keySet());
    attributes.addAll(InternalModules.ownBuffers(module).keySet());
    module.getChildren().forEach(child -> attributes.add(child.getKey()));
    for (Program.External external : program.externals()) {
      NDArray array = external.array();
      if (external.isConstant()) {
        String name = free("constant" + constants.size());
        constants.put(name, array);
        attributes.add(name);
        expressions.put(array, "self." + name);
      } else if (!expressions.containsKey(array)) {
        throw new IllegalArgumentException(
            "the lambda uses a parameter or buffer that is not one of %s's: register its module there"
                .formatted(module.getClass().getSimpleName()));
      }
    }
  }

  private String free(String wanted) {
    String name = wanted;
    while (attributes.contains(name)) {
      name += "_";
    }
    return name;
  }

  /** The expressions of the arrays. */
  Map<NDArray, String> expressions() {
    return expressions;
  }

  /** The arrays that the lambda makes of numbers, by the names of their attributes. */
  Map<String, NDArray> constants() {
    return constants;
  }

  /** Some methods, with other names for those that are called like an attribute: a layer, say. */
  String withoutClashes(String methods) {
    String renamed = methods;
    for (String attribute : attributes) {
      if (Definitions.has(attribute)) {
        renamed =
            Pattern.compile("\\b(self\\.|def )" + Pattern.quote(attribute) + "\\(")
                .matcher(renamed)
                .replaceAll("$1" + free(attribute) + "(");
      }
    }
    return renamed;
  }
}
