package io.github.torchrnn.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Kernels.Held;
import io.github.torchrnn.internal.Tensors;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Parameters that an optimizer steps with the same options: an entry of {@code
 * optimizer.param_groups}.
 */
public final class ParamGroup implements AutoCloseable {

  /** What kernels may take besides options; see {@link #alike}. */
  static final String ALIKE = "alike";

  /** What kernels may take besides options; see {@link #isFused}. */
  static final String FUSED = "fused";

  private final List<NDArray> params;
  private final Map<String, Object> options;
  private final Map<String, Object> others = new LinkedHashMap<>();
  private final Map<String, Held> state = new LinkedHashMap<>();

  /** The options that steps have taken, as LibTorch takes them. */
  private final Map<String, Held> held = new HashMap<>();

  ParamGroup(List<NDArray> params, Map<String, Object> options) {
    this.params = List.copyOf(params);
    this.options = options;
    state.put("params", Held.tensors(params));
    state.put("versions", Held.longs(LongStream.generate(() -> -1).limit(params.size()).toArray()));
    state.put("steps", Held.longs(new long[params.size()]));
  }

  /** The parameters: {@code group["params"]}. */
  public List<NDArray> params() {
    return params;
  }

  /** The options by torch's names, {@code lr} and {@code weight_decay} say. */
  public Map<String, Object> options() {
    return Collections.unmodifiableMap(options);
  }

  /** The learning rate: {@code group["lr"]}. */
  public double lr() {
    return (double) options.get("lr");
  }

  /**
   * Sets the learning rate of the steps to come: {@code group["lr"] = lr}.
   *
   * @throws IllegalArgumentException if it is negative or NaN
   */
  public void lr(double lr) {
    Options.requireNotNegative("learning rate", lr);
    options.put("lr", lr);
    forgetHeld();
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
    return Kernels.callList(Kernels.manager(), "copies", state.get(name), positions);
  }

  /** New state of the given values, and zeros where there are none; not yet this group's. */
  Held filled(Map<Integer, NDArray> values) {
    long[] positions = values.keySet().stream().mapToLong(Integer::longValue).toArray();
    NDArray[] tensors = values.values().toArray(new NDArray[0]);
    return Held.result("filled", state.get("params"), positions, tensors);
  }

  /** Replaces options and state. */
  void replace(
      Map<String, Object> newOptions, Map<String, Object> newOthers, Map<String, Held> newState) {
    options.putAll(newOptions);
    forgetHeld();
    others.clear();
    others.putAll(newOthers);
    newState.forEach((name, held) -> state.put(name, held).close());
  }

  /** Adds one tensor of zeros for each parameter to the state. */
  void addZeros(String name) {
    state.put(name, Held.result("zeros_like", state.get("params")));
  }

  /** Sets the gradients to zero and remembers them as not yet written to. */
  void zeroGrad() {
    requireOpen();
    Kernels.update("zero_fresh_grad", state.get("params"), state.get("versions"));
  }

  /** Runs a step's kernel on the state and the named options. */
  void step(String kernel, List<String> names) {
    requireOpen();
    Kernels.update(kernel, arguments(names, isFused()).values().toArray());
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
      default -> held.computeIfAbsent(name, option -> Held.constant(options.get(option)));
    };
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
      if (!Kernels.isOpenTensor(params.get(i))) {
        Tensors.usable("parameter " + i + " of the optimizer", params.get(i));
      }
    }
  }

  /** Frees the optimizer's state, not the parameters. */
  @Override
  public void close() {
    state.values().forEach(Held::close);
    forgetHeld();
  }
}
