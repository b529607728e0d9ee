package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Puts an optimizer's state into torch's layout. */
final class StateWriter {

  private StateWriter() {}

  static Map<String, Object> write(Optimizer optimizer) {
    Map<Object, Object> state = new LinkedHashMap<>();
    List<Object> groups = new ArrayList<>();
    long first = 0;
    for (ParamGroup group : optimizer.paramGroups()) {
      writeState(optimizer, group, first, state);
      groups.add(options(optimizer, group, first));
      first += group.params().size();
    }
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("state", state);
    dict.put("param_groups", groups);
    return dict;
  }

  private static void writeState(
      Optimizer optimizer, ParamGroup group, long first, Map<Object, Object> state) {
    long[] steps = group.steps();
    long[] stepped =
        IntStream.range(0, steps.length).filter(i -> steps[i] > 0).asLongStream().toArray();
    List<Map<String, Object>> entries = new ArrayList<>();
    for (long i : stepped) {
      Map<String, Object> entry = new LinkedHashMap<>();
      if (optimizer.layout().counted()) {
        entry.put("step", Torch.tensor(new float[] {steps[(int) i]}, new long[0]));
      }
      entries.add(entry);
      state.put(first + i, entry);
    }
    for (String name : optimizer.layout().tensors()) {
      if (optimizer.keeps(name, group.options())) {
        NDArray[] copies = group.copies(name, stepped);
        for (int i = 0; i < copies.length; i++) {
          entries.get(i).put(name, copies[i]);
        }
      }
    }
  }

  private static Map<String, Object> options(Optimizer optimizer, ParamGroup group, long first) {
    Map<String, Object> options = new LinkedHashMap<>();
    Map<String, Object> flat = new LinkedHashMap<>(group.options());
    flat.putAll(optimizer.layout().others());
    flat.putAll(group.others());
    group.tensors().forEach((name, tensor) -> flat.put(name, tensor.toArray()));
    Object beta2 = flat.remove("beta2");
    flat.forEach(
        (name, value) -> {
          boolean pair = name.equals("beta1");
          options.put(pair ? "betas" : name, pair ? List.of(value, beta2) : value);
        });
    options.put("params", LongStream.range(first, first + group.params().size()).boxed().toList());
    return options;
  }
}
