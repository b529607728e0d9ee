package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A loaded group's options: those that the steps read, and all others as they came. */
final class SavedOptions {

  private SavedOptions() {}

  /**
   * Reads a group.
   *
   * @param current the options to read, with values of the types they have
   * @param others filled with what the group has besides: a scheduler's {@code initial_lr} say
   * @param tensors filled with what is a tensor, of both kinds
   */
  static Map<String, Object> read(
      Map<?, ?> group,
      Map<String, Object> current,
      Map<String, Object> others,
      Map<String, SavedTensor> tensors) {
    Map<String, Object> flat = flat(group);
    Map<String, Object> options = new LinkedHashMap<>();
    current.forEach((name, value) -> options.put(name, option(flat, name, value)));
    flat.forEach(
        (name, value) -> {
          if (value instanceof NDArray array) {
            tensors.put(name, SavedTensor.of(name, array));
          } else if (!current.containsKey(name)) {
            others.put(name, value);
          }
        });
    return options;
  }

  private static Map<String, Object> flat(Map<?, ?> group) {
    Map<String, Object> flat = new LinkedHashMap<>();
    group.forEach((name, value) -> flat.put(String.valueOf(name), value));
    flat.remove("params");
    if (flat.containsKey("betas")) {
      List<?> betas = Saved.list("betas", flat.remove("betas"));
      if (betas.size() != 2) {
        throw Saved.wrong("betas", "two numbers", betas);
      }
      flat.put("beta1", betas.get(0));
      flat.put("beta2", betas.get(1));
    }
    return flat;
  }

  /** An option; flags that an older version of torch did not know yet are false. */
  private static Object option(Map<String, Object> group, String name, Object current) {
    Object value = group.get(name);
    if (current instanceof Double) {
      if (value == null) {
        throw new IllegalArgumentException(
            "loaded state dict is not of this kind of optimizer: it has no option "
                + (name.startsWith("beta") ? "betas" : name));
      }
      return Saved.number(name, value);
    }
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean) {
      return value;
    }
    throw Saved.wrong(name, "True or False", value);
  }
}
