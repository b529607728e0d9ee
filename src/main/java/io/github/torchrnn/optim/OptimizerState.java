package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The layout of an optimizer's state in torch, and its writer; see {@link OptimizerStateReader}.
 */
final class OptimizerState {

  /**
   * The parts of the layout that the kernel does not tell.
   *
   * @param counted whether a parameter's state has its number of steps, {@code step}
   * @param numbers the names of those tensors that are one number for each parameter
   * @param others the options that torch stores and no step here reads, with their defaults
   */
  record Layout(boolean counted, Set<String> numbers, Map<String, Object> others) {

    Layout(boolean counted, Map<String, Object> others) {
      this(counted, Set.of(), others);
    }
  }

  private OptimizerState() {}

  static Map<String, Object> write(Optimizer optimizer) {
    Map<Object, Object> state = new LinkedHashMap<>();
    List<Object> groups = new ArrayList<>();
    long first = 0;
    for (ParamGroup group : optimizer.paramGroups()) {
      writeState(optimizer, group, first, state);
      groups.add(options(optimizer, group, first));
      first += group.params().size();
    }
    LbfgsState own = optimizer.ownState();
    if (own != null && own.isBegun()) {
      state.put(0L, own.write());
    }
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put("state", state);
    dict.put("param_groups", groups);
    return dict;
  }

  /** Adds an entry for each parameter that was stepped, by its number in the optimizer. */
  private static void writeState(
      Optimizer optimizer, ParamGroup group, long first, Map<Object, Object> state) {
    entries(optimizer, group, group.state()::copies)
        .forEach((position, entry) -> state.put(first + position, entry));
  }

  /** The tensors of each parameter that was stepped, as views. */
  static Map<NDArray, Map<String, NDArray>> views(Optimizer optimizer) {
    Map<NDArray, Map<String, NDArray>> views = new IdentityHashMap<>();
    for (ParamGroup group : optimizer.paramGroups()) {
      entries(optimizer, group, group.state()::views)
          .forEach(
              (position, entry) ->
                  views.put(
                      group.params().get(position.intValue()), Collections.unmodifiableMap(entry)));
    }
    LbfgsState own = optimizer.ownState();
    if (own != null && own.isBegun()) {
      views.put(optimizer.paramGroups().get(0).params().get(0), own.views());
    }
    return Collections.unmodifiableMap(views);
  }

  /** The tensors of each parameter that was stepped, by its position in the group. */
  private static Map<Long, Map<String, NDArray>> entries(
      Optimizer optimizer, ParamGroup group, BiFunction<String, long[], NDArray[]> tensors) {
    long[] steps = group.state().steps();
    long[] stepped =
        IntStream.range(0, steps.length)
            .filter(i -> steps[i] > 0 || optimizer.hasStateAtFirst())
            .asLongStream()
            .toArray();
    Map<Long, Map<String, NDArray>> entries = new LinkedHashMap<>();
    for (long i : stepped) {
      Map<String, NDArray> entry = new LinkedHashMap<>();
      if (optimizer.layout().counted()) {
        entry.put("step", Torch.tensor(new float[] {steps[(int) i]}, new long[0]));
      }
      entries.put(i, entry);
    }
    for (String name : optimizer.tensors()) {
      if (optimizer.keeps(name, group.options())) {
        NDArray[] found = tensors.apply(name, stepped);
        for (int i = 0; i < found.length; i++) {
          entries.get(stepped[i]).put(name, found[i]);
        }
      }
    }
    return entries;
  }

  private static Map<String, Object> options(Optimizer optimizer, ParamGroup group, long first) {
    Map<String, Object> options = options(optimizer, group);
    options.put(
        StepKernel.PARAMS, LongStream.range(first, first + group.params().size()).boxed().toList());
    return options;
  }

  /** All entries of a group but its parameters. */
  static Map<String, Object> options(Optimizer optimizer, ParamGroup group) {
    Map<String, Object> options = new LinkedHashMap<>(group.stepOptions());
    options.putAll(optimizer.layout().others());
    options.putAll(group.others());
    group.tensorOptions().forEach((name, value) -> options.put(name, SavedValues.toArrays(value)));
    return options;
  }
}
