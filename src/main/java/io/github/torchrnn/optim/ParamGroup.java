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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/**
 * Parameters that an optimizer steps with the same options: an entry of {@code
 * optimizer.param_groups}.
 */
public final class ParamGroup implements AutoCloseable {

  /** What kernels may take besides options; see {@link #alike}. */
  static final String ALIKE = "alike";

  /** What kernels may take besides options; see {@link #isFused}. */
  static final String FUSED = "fused";

  /** What kernels may take besides options; see {@link #lrType}. */
  static final String LR_TYPE = "lr_type";

  private final List<NDArray> params;
  private final Map<String, Object> options;

  /** The options that were loaded as tensors, {@code lr} mostly. */
  private final Map<String, SavedTensor> tensors = new HashMap<>();

  private final Map<String, Object> others = new LinkedHashMap<>();
  private final Map<String, Held> state = new LinkedHashMap<>();

  /** The options that steps have taken, as LibTorch takes them. */
  private final Map<String, Held> held = new HashMap<>();

  /** The optimizer's. */
  private final Lock lock;

  private final FreshGrads.Versions versions;

  /** The parameters' types when the state was made, which has the same. */
  private List<DataType> types;

  /** The parameters' devices when the state was made, which is there. */
  private List<Device> devices;

  ParamGroup(List<NDArray> params, Map<String, Object> options, Lock lock) {
    this.params = List.copyOf(params);
    this.options = options;
    this.lock = lock;
    versions = FreshGrads.of(this.params);
    state.put("params", Held.tensors(params));
    state.put("versions", versions.held());
    state.put("steps", Held.longs(new long[params.size()]));
    rememberTypes();
  }

  private void rememberTypes() {
    types = params.stream().map(NDArray::getDataType).toList();
    devices = params.stream().map(NDArray::getDevice).toList();
  }

  /** The parameters: {@code group["params"]}. */
  public List<NDArray> params() {
    return params;
  }

  /** The options by torch's names, {@code lr} and {@code weight_decay} say. */
  public Map<String, Object> options() {
    lock.lock();
    try {
      return Collections.unmodifiableMap(new LinkedHashMap<>(options));
    } finally {
      lock.unlock();
    }
  }

  /** The learning rate: {@code group["lr"]}. */
  public double lr() {
    lock.lock();
    try {
      return (double) options.get("lr");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the learning rate of the steps to come: {@code group["lr"] = lr}.
   *
   * @throws IllegalArgumentException if it is negative or NaN
   */
  public void lr(double lr) {
    Options.requireNotNegative("learning rate", lr);
    lock.lock();
    try {
      options.put("lr", lr);
      tensors.remove("lr");
      forgetHeld();
    } finally {
      lock.unlock();
    }
  }

  private void forgetHeld() {
    held.values().forEach(Held::close);
    held.clear();
  }

  /** What torch keeps with the options and nothing here reads: {@code foreach} say. */
  Map<String, Object> others() {
    return others;
  }

  /** How many steps each parameter has made. */
  long[] steps() {
    return state.get("steps").toLongs();
  }

  /** Copies of the named state of the parameters at some positions. */
  NDArray[] copies(String name, long... positions) {
    return Kernels.callList(LibTorch.manager(), "copies", state.get(name), positions);
  }

  /** New state of the given values, and zeros where there are none; not yet this group's. */
  Held filled(Map<Integer, NDArray> values) {
    long[] positions = values.keySet().stream().mapToLong(Integer::longValue).toArray();
    NDArray[] tensors = values.values().toArray(new NDArray[0]);
    return Held.result("filled", state.get("params"), positions, tensors);
  }

  /** Replaces options and state. */
  void replace(
      Map<String, Object> newOptions,
      Map<String, Object> newOthers,
      Map<String, SavedTensor> newTensors,
      Map<String, Held> newState) {
    options.putAll(newOptions);
    forgetHeld();
    others.clear();
    others.putAll(newOthers);
    tensors.clear();
    tensors.putAll(newTensors);
    newState.forEach((name, held) -> state.put(name, held).close());
    rememberTypes();
  }

  /** Adds one tensor of zeros for each parameter to the state. */
  void addZeros(String name) {
    state.put(name, Held.result("zeros_like", state.get("params")));
  }

  /** Sets the gradients to zero and remembers them as not yet written to. */
  void zeroGrad() {
    requireOpen();
    FreshGrads.zero(params, state.get("params"), versions);
  }

  /** Runs a step's kernel on the state and the named options. */
  void step(String kernel, List<String> names) {
    Kernels.update(kernel, arguments(names, isFused()).values().toArray());
  }

  /**
   * Refuses a step that LibTorch would break off in the middle. State that no step has written to
   * takes the type and device that its parameter has by now, since torch makes it in the first
   * step.
   *
   * @param mixing whether a parameter may have another type than its state
   */
  void requireSteppable(boolean mixing) {
    requireOpen();
    List<Long> moved = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      NDArray param = params.get(i);
      if (param.getDataType() != types.get(i) || !param.getDevice().equals(devices.get(i))) {
        moved.add((long) i);
      }
    }
    if (moved.isEmpty()) {
      return;
    }
    long[] steps = steps();
    for (long i : moved) {
      if (steps[(int) i] > 0 && !mixing) {
        throw new IllegalStateException(moved((int) i));
      }
    }
    long[] unwritten = moved.stream().mapToLong(i -> i).filter(i -> steps[(int) i] == 0).toArray();
    for (String name : state.keySet()) {
      if (!List.of("params", "versions", "steps").contains(name)) {
        Kernels.callList(
            LibTorch.manager(), "remake_zeros", state.get(name), state.get("params"), unwritten);
      }
    }
    rememberTypes();
  }

  private String moved(int position) {
    NDArray param = params.get(position);
    String now =
        TorchText.dtype(param.getDataType()) + " on " + TorchText.device(param.getDevice());
    String then =
        TorchText.dtype(types.get(position)) + " on " + TorchText.device(devices.get(position));
    return ("parameter %d of the optimizer is %s now, but its state is %s: make the optimizer after"
            + " the module is moved, or load its state dict again")
        .formatted(position, now, then);
  }

  /**
   * What a step's kernel takes, by name: the state, then the named options and the like.
   *
   * @param fused whether the kernel is torch's fused one, if it has one
   */
  Map<String, Object> arguments(List<String> names, boolean fused) {
    Map<String, Object> arguments = new LinkedHashMap<>(state);
    names.forEach(name -> arguments.put(name, argument(name, fused)));
    return arguments;
  }

  private Object argument(String name, boolean fused) {
    return switch (name) {
      case ALIKE -> alike();
      case FUSED -> fused;
      case LR_TYPE -> lrType();
      default -> held.computeIfAbsent(name, option -> Held.constant(options.get(option)));
    };
  }

  /** LibTorch's number of the type of a rate that is a tensor, -1 for a number. */
  private long lrType() {
    SavedTensor rate = tensors.get("lr");
    return rate == null ? -1 : Tensors.torchNumber(rate.type());
  }

  /** The options that were loaded as tensors, and are written as such. */
  Map<String, SavedTensor> tensors() {
    return tensors;
  }

  /** Whether the user asked for torch's fused kernel. */
  boolean isFused() {
    return Boolean.TRUE.equals(others.get(FUSED));
  }

  /** Whether all parameters are of one type and on one device. */
  private boolean alike() {
    DataType type = params.get(0).getDataType();
    Device device = params.get(0).getDevice();
    for (NDArray param : params) {
      if (param.getDataType() != type || !param.getDevice().equals(device)) {
        return false;
      }
    }
    return true;
  }

  /** Refuses to go on with parameters that have been freed. */
  void requireOpen() {
    for (int i = 0; i < params.size(); i++) {
      if (!LibTorch.isOpenTensor(params.get(i))) {
        Tensors.usable("parameter " + i + " of the optimizer", params.get(i));
      }
    }
  }

  /** Frees the optimizer's state, not the parameters. */
  @Override
  public void close() {
    lock.lock();
    try {
      state.values().forEach(Held::close);
      forgetHeld();
    } finally {
      lock.unlock();
    }
  }
}
