package io.github.torchrnn.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The lists that an optimizer keeps in native memory for a group of parameters: the parameters, the
 * versions of their gradients, their numbers of steps, and one tensor for each parameter and name.
 */
final class GroupState {

  private final List<NDArray> params;
  private final FreshGrads.Versions versions;
  private final Held heldParams;
  private Held steps;
  private final Map<String, Held> tensors = new LinkedHashMap<>();

  /** The number that each tensor is filled with before the first step, by the tensors' names. */
  private final Map<String, Double> initial;

  /** The names of those that are one number for each parameter, not shaped as it is. */
  private final Set<String> numbers;

  /** The types of the parameters, and of the tensors, when the tensors were made. */
  private List<DataType> types;

  /** The devices of the parameters, and of the tensors, when the tensors were made. */
  private List<Device> devices;

  /**
   * The state of parameters that no step has changed yet.
   *
   * @param initial the number that each tensor is filled with, by the tensors' names
   * @param numbers the names of those that are one number
   */
  GroupState(List<NDArray> params, Map<String, Double> initial, Set<String> numbers) {
    this.params = params;
    this.initial = initial;
    this.numbers = numbers;
    versions = FreshGrads.of(params);
    heldParams = Held.tensors(params);
    steps = Held.longs(new long[params.size()]);
    initial.forEach(
        (name, value) ->
            tensors.put(
                name,
                numbers.contains(name)
                    ? Held.result("numbers", heldParams, value)
                    : Held.result("filled_like", heldParams, value)));
    rememberTypes();
  }

  private void rememberTypes() {
    types = params.stream().map(NDArray::getDataType).toList();
    devices = params.stream().map(NDArray::getDevice).toList();
  }

  /** The list that a kernel takes as the argument of a name; null if there is none. */
  @Nullable Held list(String name) {
    return switch (name) {
      case StepKernel.PARAMS -> heldParams;
      case StepKernel.VERSIONS -> versions.held();
      case StepKernel.STEPS -> steps;
      default -> tensors.get(name);
    };
  }

  /** How many steps each parameter has made. */
  long[] steps() {
    return steps.toLongs();
  }

  /** Copies of the named tensors of the parameters at some positions. */
  NDArray[] copies(String name, long... positions) {
    return Kernels.callList(LibTorch.manager(), "copies", tensors.get(name), positions);
  }

  /** The named tensors of the parameters at some positions, sharing their memory. */
  NDArray[] views(String name, long... positions) {
    return Kernels.callList(LibTorch.manager(), "views", tensors.get(name), positions);
  }

  /**
   * New tensors for {@link #replace}, which are not yet this state's.
   *
   * @param values by the parameters' positions; parameters without a value get what they had before
   *     the first step
   */
  Held filled(String name, Map<Integer, NDArray> values) {
    long[] positions = values.keySet().stream().mapToLong(Integer::longValue).toArray();
    NDArray[] arrays = values.values().toArray(new NDArray[0]);
    double value = initial.get(name);
    return numbers.contains(name)
        ? Held.result("given_numbers", heldParams, positions, arrays, value)
        : Held.result("filled", heldParams, positions, arrays, value);
  }

  /** A state of copies of the parameters, which begins as a copy of this one. */
  GroupState of(List<NDArray> copiedParams) {
    GroupState copy = new GroupState(copiedParams, initial, numbers);
    long[] positions = LongStream.range(0, params.size()).toArray();
    Map<String, Held> copied = new LinkedHashMap<>();
    for (String name : initial.keySet()) {
      NDArray[] copies = copies(name, positions);
      Map<Integer, NDArray> values = new LinkedHashMap<>();
      for (int i = 0; i < copies.length; i++) {
        values.put(i, copies[i]);
      }
      copied.put(name, copy.filled(name, values));
    }
    copy.replace(Held.longs(steps()), copied);
    return copy;
  }

  /** Takes over new steps and tensors, and frees the old ones. */
  void replace(Held newSteps, Map<String, Held> newTensors) {
    steps.close();
    steps = newSteps;
    newTensors.forEach((name, list) -> tensors.put(name, list).close());
    rememberTypes();
  }

  /** Sets the gradients to zero and remembers them as not yet written to. */
  void zeroGrad() {
    requireOpenParams();
    FreshGrads.zero(params, heldParams, versions);
  }

  /** Whether all parameters are of one type and on one device. */
  boolean isUniform() {
    DataType type = params.get(0).getDataType();
    Device device = params.get(0).getDevice();
    for (NDArray param : params) {
      if (param.getDataType() != type || !param.getDevice().equals(device)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses a step in whose middle LibTorch would fail. Tensors that no step has written to are
   * made again if their parameter has another type or device now: torch makes them in the first
   * step.
   *
   * @param mixing whether a parameter may have another type than its state
   */
  void requireSteppable(boolean mixing) {
    requireOpenParams();
    List<Integer> moved = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      NDArray param = params.get(i);
      if (param.getDataType() != types.get(i) || !param.getDevice().equals(devices.get(i))) {
        moved.add(i);
      }
    }
    if (moved.isEmpty()) {
      return;
    }
    long[] made = steps();
    for (int i : moved) {
      if (made[i] > 0 && !mixing) {
        throw new IllegalStateException(movedMessage(i));
      }
    }
    long[] unwritten =
        moved.stream().filter(i -> made[i] == 0).mapToLong(Integer::longValue).toArray();
    tensors.forEach(
        (name, list) -> {
          if (!numbers.contains(name)) {
            Kernels.callList(
                LibTorch.manager(), "remake", list, heldParams, unwritten, initial.get(name));
          }
        });
    rememberTypes();
  }

  private String movedMessage(int position) {
    NDArray param = params.get(position);
    String now =
        TorchText.dtype(param.getDataType()) + " on " + TorchText.device(param.getDevice());
    String then =
        TorchText.dtype(types.get(position)) + " on " + TorchText.device(devices.get(position));
    return ("parameter %s of the optimizer is %s now, but its state is %s: make the optimizer after"
            + " the module is moved, or load its state dict again")
        .formatted(position, now, then);
  }

  /** Refuses to go on with parameters that have been freed. */
  private void requireOpenParams() {
    for (int i = 0; i < params.size(); i++) {
      if (!LibTorch.isOpenTensor(params.get(i))) {
        Tensors.usable("parameter " + i + " of the optimizer", params.get(i));
      }
    }
  }

  /** Frees the lists, not the parameters. */
  void close() {
    heldParams.close();
    versions.held().close();
    steps.close();
    tensors.values().forEach(Held::close);
  }
}
