package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reader of a state in torch's layout: it checks all of it first, and then replaces. */
final class OptimizerStateReader {

  private OptimizerStateReader() {}

  /** A group's new options and state, checked; tensors by name and the parameter's position. */
  private record Plan(
      ParamGroup group,
      Map<String, Object> options,
      Map<String, Object> others,
      Map<String, Object> tensorOptions,
      long[] steps,
      Map<String, Map<Integer, NDArray>> tensors) {}

  static void load(Optimizer optimizer, Map<?, ?> dict) {
    Objects.requireNonNull(dict, "state is null");
    List<Plan> plans = plan(optimizer, dict);
    Runnable own = own(optimizer, dict);
    List<Map<String, Held>> tensors = new ArrayList<>();
    try {
      plans.forEach(plan -> tensors.add(copied(plan)));
    } catch (RuntimeException e) {
      tensors.forEach(OptimizerStateReader::closeAll);
      throw e;
    }
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      plan.group.replaceOptions(plan.options, plan.others, plan.tensorOptions);
      plan.group.state().replace(Held.longs(plan.steps), tensors.get(i));
    }
    own.run();
  }

  private static Map<String, Held> copied(Plan plan) {
    Map<String, Held> copied = new LinkedHashMap<>();
    try {
      plan.tensors.forEach(
          (name, values) -> copied.put(name, plan.group.state().filled(name, values)));
      return copied;
    } catch (RuntimeException e) {
      closeAll(copied);
      throw e;
    }
  }

  private static void closeAll(Map<String, Held> lists) {
    lists.values().forEach(Held::close);
  }

  /** Checks the state of the optimizer as a whole; it is replaced when the result runs. */
  private static Runnable own(Optimizer optimizer, Map<?, ?> dict) {
    LbfgsState state = optimizer.ownState();
    if (state == null) {
      return () -> {};
    }
    Map<?, ?> group = (Map<?, ?>) ((List<?>) dict.get("param_groups")).get(0);
    Object first = ((List<?>) group.get(StepKernel.PARAMS)).get(0);
    return state.reader(
        "state[" + Shown.value(first) + "]",
        SavedValues.entries(dict.get("state")).getOrDefault(SavedValues.id(first), Map.of()));
  }

  private static List<Plan> plan(Optimizer optimizer, Map<?, ?> dict) {
    List<?> saved = SavedValues.list("param_groups", dict.get("param_groups"));
    Map<Object, Map<?, ?>> entries = SavedValues.entries(dict.get("state"));
    List<ParamGroup> groups = optimizer.paramGroups();
    if (saved.size() != groups.size()) {
      throw new IllegalArgumentException(
          "loaded state dict has a different number of parameter groups");
    }
    List<Map<?, ?>> savedGroups = new ArrayList<>();
    List<List<?>> ids = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String name = "param_groups[" + i + "]";
      savedGroups.add(SavedValues.map(name, saved.get(i)));
      ids.add(SavedValues.list(name + "[\"params\"]", savedGroups.get(i).get("params")));
      if (ids.get(i).size() != groups.get(i).params().size()) {
        throw new IllegalArgumentException(
            "loaded state dict contains a parameter group that doesn't match the size of"
                + " optimizer's group");
      }
    }
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      plans.add(plan(optimizer, groups.get(i), savedGroups.get(i), ids.get(i), entries));
    }
    return plans;
  }

  private static Plan plan(
      Optimizer optimizer,
      ParamGroup group,
      Map<?, ?> saved,
      List<?> ids,
      Map<Object, Map<?, ?>> entries) {
    boolean counted = optimizer.layout().counted();
    List<String> names = optimizer.tensors();
    Map<String, Object> others = new LinkedHashMap<>();
    Map<String, Object> tensorOptions = new LinkedHashMap<>();
    Map<String, Object> options = options(saved, group.stepOptions(), others, tensorOptions);
    optimizer.adjustLoaded(options);
    optimizer.check(options);
    long[] steps = new long[ids.size()];
    Map<String, Map<Integer, NDArray>> tensors = new LinkedHashMap<>();
    names.forEach(name -> tensors.put(name, new LinkedHashMap<>()));
    for (int i = 0; i < steps.length; i++) {
      Map<?, ?> entry = entries.getOrDefault(SavedValues.id(ids.get(i)), Map.of());
      String owner = "state[" + Shown.value(ids.get(i)) + "]";
      boolean any = false;
      for (String name : names) {
        boolean required = counted && !entry.isEmpty() && optimizer.keeps(name, options);
        NDArray param = group.params().get(i);
        NDArray value =
            optimizer.layout().numbers().contains(name) && (required || entry.get(name) != null)
                ? number(owner + "[\"" + name + "\"]", entry.get(name), param)
                : tensor(owner, entry, name, param, required);
        if (value != null) {
          tensors.get(name).put(i, value);
          any = true;
        }
      }
      if (counted) {
        steps[i] = entry.isEmpty() ? 0 : SavedValues.count(owner + "[\"step\"]", entry.get("step"));
      } else {
        steps[i] = any ? 1 : 0;
      }
    }
    return new Plan(group, options, others, tensorOptions, steps, tensors);
  }

  /**
   * Reads a group's options.
   *
   * @param current the optimizer's options, whose values have the types to read
   * @param others filled with the other options, a scheduler's {@code initial_lr} for example
   * @param tensorOptions filled with the options that are tensors, of both kinds
   */
  private static Map<String, Object> options(
      Map<?, ?> group,
      Map<String, Object> current,
      Map<String, Object> others,
      Map<String, Object> tensorOptions) {
    Map<String, Object> saved = new LinkedHashMap<>();
    group.forEach((name, value) -> saved.put(String.valueOf(name), value));
    saved.remove(StepKernel.PARAMS);
    Map<String, Object> options = new LinkedHashMap<>();
    current.forEach((name, value) -> options.put(name, option(saved, name, value)));
    saved.forEach(
        (name, value) -> {
          boolean read = current.containsKey(name);
          if (value instanceof NDArray || read && SavedValues.holdsTensor(value)) {
            tensorOptions.put(name, SavedValues.withTensors(name, value));
          } else if (!read) {
            others.put(name, value);
          }
        });
    return options;
  }

  /** An option; flags that an older version of torch did not know yet are false. */
  private static @Nullable Object option(
      Map<String, Object> saved, String name, @Nullable Object current) {
    Object value = saved.get(name);
    if (current instanceof Boolean) {
      if (value == null || value instanceof Boolean) {
        return value != null && (boolean) value;
      }
      throw SavedValues.wrong(name, "True or False", value);
    }
    if (current == null || current instanceof String) {
      if (value == null || value instanceof String) {
        return value;
      }
      throw SavedValues.wrong(name, "a string", value);
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "loaded state dict is not of this kind of optimizer: it has no option " + name);
    }
    if (current instanceof Long) {
      return SchedulerState.integer(name, value);
    }
    return current instanceof List<?> pair
        ? SavedValues.numbers(name, value, pair.size())
        : (Object) SavedValues.number(name, value);
  }

  /** A number for a parameter, which older versions of torch wrote as such; in its type. */
  private static NDArray number(String name, @Nullable Object value, NDArray param) {
    DataType type = value instanceof NDArray ? param.getDataType() : DataType.FLOAT32;
    return (NDArray)
        SavedValues.toArrays(
            new SavedValues.Tensor(SavedValues.number(name, value), type, new Shape()));
  }

  private static @Nullable NDArray tensor(
      String owner, Map<?, ?> entry, String key, NDArray param, boolean required) {
    Object value = entry.get(key);
    String name = owner + "[\"" + key + "\"]";
    if (value == null && !required) {
      return null;
    }
    if (!(value instanceof NDArray array)) {
      throw new IllegalArgumentException(
          "loaded state dict has no tensor "
              + name
              + (value == null ? "" : ", but " + Shown.value(value)));
    }
    if (!Tensors.usable(name, array).getShape().equals(param.getShape())) {
      throw new IllegalArgumentException(
          "loaded state dict has %s of %s for a parameter of %s"
              .formatted(name, TorchText.size(array.getShape()), TorchText.size(param.getShape())));
    }
    return array;
  }
}
