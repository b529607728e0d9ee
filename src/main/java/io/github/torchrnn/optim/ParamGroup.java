package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that an optimizer steps with the same options: an entry of {@code
 * optimizer.param_groups}. It belongs to its optimizer, which frees its state.
 */
public final class ParamGroup {

  /** The argument of a kernel, not an option: whether all parameters are of one type and device. */
  static final String UNIFORM = "uniform";

  /** The argument of a kernel that asks for torch's fused one; in groups, one of the others. */
  static final String FUSED = "fused";

  /**
   * The argument of a kernel, not an option: LibTorch's number of the type of a learning rate that
   * was loaded as a tensor, -1 for a plain number.
   */
  static final String LR_TYPE = "lr_type";

  /** The numbers that schedulers keep in a group, beside the options, as torch's do. */
  private static final Set<String> SCHEDULED =
      Set.of("initial_lr", "max_lr", "min_lr", "max_momentum", "base_momentum");

  private final Optimizer optimizer;
  private final Lock lock;
  private final List<NDArray> params;
  private final Map<String, Object> options;
  private final GroupState state;

  /** The options that were loaded as tensors, in the form of {@link SavedValues#withTensors}. */
  private final Map<String, Object> tensorOptions = new HashMap<>();

  /** The options that torch stores and no step here reads, such as {@code foreach}. */
  private final Map<String, Object> others = new LinkedHashMap<>();

  /** The options as arguments of the kernel, converted once, by the arguments' names. */
  private final Map<String, Held> held = new HashMap<>();

  ParamGroup(
      Optimizer optimizer,
      Lock lock,
      List<NDArray> params,
      Map<String, Object> options,
      Map<String, Object> others) {
    this.optimizer = optimizer;
    this.lock = lock;
    this.params = params;
    this.options = options;
    this.others.putAll(others);
    Map<String, Double> initial = new LinkedHashMap<>();
    optimizer.tensors().forEach(name -> initial.put(name, optimizer.initial(name)));
    state = new GroupState(params, initial, optimizer.layout().numbers());
  }

  /** The parameters: {@code group["params"]}. */
  public List<NDArray> params() {
    return params;
  }

  /**
   * A copy of the options by torch's names, {@code lr} and {@code weight_decay} for example:
   * numbers are Double, flags Boolean, and Adam's {@code betas} a List of two Double. The numbers
   * that a scheduler keeps in the group, {@code initial_lr} for example, are among them.
   */
  public Map<String, Object> options() {
    lock.lock();
    try {
      Map<String, Object> all = new LinkedHashMap<>(options);
      others.forEach(
          (name, value) -> {
            if (SCHEDULED.contains(name) && value instanceof Number number) {
              all.put(name, number.doubleValue());
            }
          });
      return Collections.unmodifiableMap(all);
    } finally {
      lock.unlock();
    }
  }

  /** The options that steps read, without the numbers of schedulers. */
  Map<String, Object> stepOptions() {
    return options;
  }

  /** A group's overrides without the numbers of schedulers. */
  static Map<String, Object> forSteps(Map<String, Object> overrides) {
    Map<String, Object> options = new LinkedHashMap<>(overrides);
    SCHEDULED.forEach(options::remove);
    return options;
  }

  /** The numbers of schedulers among a group's overrides. */
  static Map<String, Object> forSchedulers(String owner, Map<String, Object> overrides) {
    Map<String, Object> numbers = new LinkedHashMap<>(overrides);
    numbers.keySet().removeIf(name -> name == null || !SCHEDULED.contains(name));
    numbers.replaceAll((name, value) -> OptionChecks.converted(owner, name, 0.0, value));
    return numbers;
  }

  /** A number that a scheduler keeps in the group; null if there is none. */
  @Nullable Double scheduled(String name) {
    if (tensorOptions.get(name) instanceof SavedValues.Tensor tensor) {
      return tensor.value();
    }
    return others.get(name) instanceof Number number ? number.doubleValue() : null;
  }

  /** The learning rate: {@code group["lr"]}. */
  public double lr() {
    lock.lock();
    try {
      return OptionChecks.number(options, "lr");
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
    set("lr", lr);
  }

  /**
   * Sets an option for the steps to come: {@code group["momentum"] = 0.9}. Unlike torch, it checks
   * options as the optimizer's constructor does. The numbers that schedulers keep in a group,
   * {@code initial_lr} for example, can be set too.
   *
   * @param name one of {@link #options}
   * @param value any Number for a number, a Boolean for a flag, a List of two numbers for {@code
   *     betas}
   * @throws IllegalArgumentException if the optimizer has no such option, if the value is of a
   *     wrong type, or with torch's message if the value is wrong; nothing is changed then
   */
  public void set(String name, Object value) {
    Objects.requireNonNull(name, "name is null");
    Recorder.refuseHere("ParamGroup.set");
    lock.lock();
    try {
      if (SCHEDULED.contains(name)) {
        String owner = optimizer.getClass().getSimpleName();
        others.put(name, OptionChecks.converted(owner, name, 0.0, value));
        tensorOptions.remove(name);
        return;
      }
      options.putAll(optimizer.checked(options, Collections.singletonMap(name, value)));
      tensorOptions.remove(name);
      forgetHeld();
    } finally {
      lock.unlock();
    }
  }

  /** Sets an option unchecked: a schedule may lead to a rate that no user could set. */
  void schedule(String name, Object value) {
    lock.lock();
    try {
      options.put(name, value);
      tensorOptions.remove(name);
      forgetHeld();
    } finally {
      lock.unlock();
    }
  }

  private void forgetHeld() {
    held.values().forEach(Held::close);
    held.clear();
  }

  /** The options that torch stores and no step here reads, such as {@code foreach}. */
  Map<String, Object> others() {
    return others;
  }

  /** The options that were loaded as tensors, and are written as such. */
  Map<String, Object> tensorOptions() {
    return tensorOptions;
  }

  /** The lists that the optimizer keeps for the parameters. */
  GroupState state() {
    return state;
  }

  /** Replaces all options. */
  void replaceOptions(
      Map<String, Object> newOptions,
      Map<String, Object> newOthers,
      Map<String, Object> newTensorOptions) {
    options.putAll(newOptions);
    forgetHeld();
    others.clear();
    others.putAll(newOthers);
    tensorOptions.clear();
    tensorOptions.putAll(newTensorOptions);
  }

  /** Runs the optimizer's kernel on this group. */
  void step() {
    step(state);
  }

  /** Runs the optimizer's kernel on copies of the parameters, and on copies of their state. */
  void stepCopies(List<NDArray> copies) {
    GroupState copied = state.of(copies);
    try {
      step(copied);
    } finally {
      copied.close();
    }
  }

  private void step(GroupState of) {
    StepKernel kernel = optimizer.kernel();
    List<StepKernel.Argument> arguments = kernel.arguments();
    boolean fused = isFused();
    Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = argument(of, arguments.get(i).name(), fused);
    }
    Kernels.update(kernel.name(), values);
  }

  /**
   * The value of an argument of the optimizer's kernel: a list of the state, or an option.
   *
   * @param fused whether the step is to run torch's fused kernel, if there is one
   */
  Object argument(String name, boolean fused) {
    return argument(state, name, fused);
  }

  private Object argument(GroupState of, String name, boolean fused) {
    Held list = of.list(name);
    if (list != null) {
      return list;
    }
    return switch (name) {
      case UNIFORM -> of.isUniform();
      case FUSED -> fused;
      case LR_TYPE -> lrType();
      default -> held.computeIfAbsent(name, key -> Held.constant(optimizer.argument(key, options)));
    };
  }

  private long lrType() {
    return tensorOptions.get("lr") instanceof SavedValues.Tensor rate
        ? Tensors.torchNumber(rate.type())
        : -1;
  }

  /** Whether the user asked for torch's fused kernel. */
  private boolean isFused() {
    return Boolean.TRUE.equals(others.get(FUSED));
  }

  /** Frees the state, not the parameters. */
  void close() {
    state.close();
    forgetHeld();
  }
}
