package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an optimizer's state from torch's layout: first checks all of it, then replaces. */
final class StateReader {

  private StateReader() {}

  /** A group's new options and state, checked. */
  private record Plan(
      ParamGroup group,
      Map<String, Object> options,
      Map<String, Object> others,
      Map<String, SavedTensor> tensorOptions,
      long[] steps,
      Map<String, Map<Integer, NDArray>> tensors) {}

  static void load(Optimizer optimizer, Map<?, ?> dict) {
    if (dict == null) {
      throw new NullPointerException("state is null");
    }
    List<Plan> plans = plan(optimizer, dict);
    List<Map<String, Held>> states = new ArrayList<>();
    try {
      plans.forEach(plan -> states.add(build(plan)));
    } catch (RuntimeException e) {
      states.forEach(state -> state.values().forEach(Held::close));
      throw e;
    }
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      plan.group.replace(plan.options, plan.others, plan.tensorOptions, states.get(i));
    }
  }

  private static Map<String, Held> build(Plan plan) {
    Map<String, Held> state = new LinkedHashMap<>();
    try {
      plan.tensors.forEach((name, values) -> state.put(name, plan.group.filled(values)));
      state.put("steps", Held.longs(plan.steps));
      return state;
    } catch (RuntimeException e) {
      state.values().forEach(Held::close);
      throw e;
    }
  }

  private static List<Plan> plan(Optimizer optimizer, Map<?, ?> dict) {
    List<?> saved = Saved.list("param_groups", dict.get("param_groups"));
    Map<Object, Map<?, ?>> entries = Saved.entries(dict.get("state"));
    List<ParamGroup> groups = optimizer.paramGroups();
    if (saved.size() != groups.size()) {
      throw new IllegalArgumentException(
          "loaded state dict has a different number of parameter groups");
    }
    List<Map<?, ?>> savedGroups = new ArrayList<>();
    List<List<?>> ids = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String name = "param_groups[" + i + "]";
      savedGroups.add(Saved.map(name, saved.get(i)));
      ids.add(Saved.list(name + "[\"params\"]", savedGroups.get(i).get("params")));
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
    Optimizer.Layout layout = optimizer.layout();
    Map<String, Object> others = new LinkedHashMap<>();
    Map<String, SavedTensor> tensorOptions = new LinkedHashMap<>();
    Map<String, Object> options = SavedOptions.read(saved, group.options(), others, tensorOptions);
    optimizer.loaded(options);
    optimizer.check(options);
    long[] steps = new long[ids.size()];
    Map<String, Map<Integer, NDArray>> tensors = new LinkedHashMap<>();
    layout.tensors().forEach(name -> tensors.put(name, new LinkedHashMap<>()));
    for (int i = 0; i < steps.length; i++) {
      Map<?, ?> entry = entries.getOrDefault(Saved.id(ids.get(i)), Map.of());
      String owner = "state[" + Shown.value(ids.get(i)) + "]";
      boolean any = false;
      for (String name : layout.tensors()) {
        boolean required = layout.counted() && !entry.isEmpty() && optimizer.keeps(name, options);
        NDArray value = tensor(owner, entry, name, group.params().get(i), required);
        if (value != null) {
          tensors.get(name).put(i, value);
          any = true;
        }
      }
      if (layout.counted()) {
        steps[i] = entry.isEmpty() ? 0 : Saved.count(owner + "[\"step\"]", entry.get("step"));
      } else {
        steps[i] = any ? 1 : 0;
      }
    }
    return new Plan(group, options, others, tensorOptions, steps, tensors);
  }

  private static NDArray tensor(
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
