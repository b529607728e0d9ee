package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Calls;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Base of all optimizers: {@index torch.optim.Optimizer}. It knows parameters, not layers, and owns
 * its state, which {@link #close} frees.
 */
public abstract class Optimizer implements AutoCloseable {

  /** Taken by every method, so that threads take turns and {@link #close} waits. */
  private final ReentrantLock lock = new ReentrantLock();

  /** The options of groups that override none. */
  private final Map<String, Object> defaults;

  /** Entries that torch stores in each group and no step here reads, if not torch's defaults. */
  private final Map<String, Object> otherDefaults;

  private final List<ParamGroup> groups = new CopyOnWriteArrayList<>();
  private final List<ParamGroup> readOnlyGroups = Collections.unmodifiableList(groups);
  private volatile boolean closed;

  /** Whether a scheduler watches for steps, and whether one was made since. */
  private boolean watched;

  private boolean stepped;

  Optimizer(Builder<?> builder) {
    check(builder.options);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    otherDefaults = builder.others;
    List<List<NDArray>> params = builder.groups.stream().map(Builder.Group::params).toList();
    params.forEach(ParamChecks::requireLeaves);
    ParamChecks.requireDistinct(params);
    List<Map<String, Object>> options =
        builder.groups.stream()
            .map(group -> checked(builder.options, ParamGroup.forSteps(group.overrides)))
            .toList();
    List<Map<String, Object>> others =
        builder.groups.stream().map(group -> others(group.overrides)).toList();
    for (int i = 0; i < params.size(); i++) {
      groups.add(new ParamGroup(this, lock, params.get(i), options.get(i), others.get(i)));
    }
  }

  /** The entries of a group beside its options. */
  private Map<String, Object> others(Map<String, Object> overrides) {
    Map<String, Object> others = new LinkedHashMap<>(otherDefaults);
    others.putAll(ParamGroup.forSchedulers(getClass().getSimpleName(), overrides));
    return others;
  }

  /** The kernel that steps the parameters of one group in one native call. */
  abstract StepKernel kernel();

  /** The names of the tensors that it keeps for each parameter. */
  List<String> tensors() {
    return kernel().tensors();
  }

  /** The state of the optimizer as a whole, if it has one. */
  @Nullable LbfgsState ownState() {
    return null;
  }

  /**
   * The value of a kernel's argument that is no state: the option of that name, if not overridden.
   */
  Object argument(String name, Map<String, Object> options) {
    return options.get(name);
  }

  /** Refuses options that torch refuses. Called by the constructor, so it reads no fields. */
  abstract void check(Map<String, Object> options);

  /** All options with some replaced, if torch takes them. */
  final Map<String, Object> checked(Map<String, Object> options, Map<String, Object> changes) {
    Map<String, Object> merged = OptionChecks.merged(getClass().getSimpleName(), options, changes);
    check(merged);
    return merged;
  }

  /** The options of groups that override none: {@code optimizer.defaults}. */
  final Map<String, Object> defaults() {
    return defaults;
  }

  /** The number that a tensor of the state is filled with before the first step. */
  double initial(String tensor) {
    return 0;
  }

  /** Whether a parameter has a state before its first step. */
  boolean hasStateAtFirst() {
    return false;
  }

  /** The groups, to read and to change their options: {@code optimizer.param_groups}. */
  public final List<ParamGroup> paramGroups() {
    return readOnlyGroups;
  }

  /**
   * Adds parameters to step from now on, layers that were frozen at first for example: {@code
   * optimizer.add_param_group({"params": params, "lr": 1e-4})}. A compiled step has to be made anew
   * afterwards.
   *
   * @param overrides options of the group, as in {@link Builder#group}; the others are the
   *     optimizer's own
   * @throws IllegalArgumentException with torch's message if a parameter is not a leaf or is in a
   *     group already, or if an option is wrong; nothing is changed then
   * @throws IllegalStateException if the optimizer or a parameter has been closed
   */
  public final void addParamGroup(Collection<NDArray> params, Map<String, Object> overrides) {
    Builder.Group added = Builder.Group.of(params, overrides);
    alone(
        () -> {
          ParamChecks.requireLeaves(added.params);
          ParamChecks.requireDistinct(
              Stream.concat(groups.stream().map(ParamGroup::params), Stream.of(added.params))
                  .toList());
          Map<String, Object> options = checked(defaults, ParamGroup.forSteps(overrides));
          groups.add(new ParamGroup(this, lock, added.params, options, others(overrides)));
          return null;
        });
  }

  /** Runs work while no other thread uses the optimizer, which must be open. */
  final <T> T alone(Supplier<T> work) {
    return locked(
        () -> {
          Calls.enter();
          try {
            return work.get();
          } finally {
            Calls.exit();
          }
        });
  }

  /** The same for work that calls a user's code, which is no native call in progress. */
  final <T> T locked(Supplier<T> work) {
    Recorder.refuseHere("optimizer"); // a traced lambda would use it once only
    lock.lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      lock.unlock();
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Changes the parameters by their gradients: {@code optimizer.step()}. As in torch, a parameter
   * that has collected no gradient since its gradients were zeroed stays as it is.
   *
   * @throws IllegalStateException if a parameter has been closed, or changed its type after its
   *     state was made; nothing is changed then
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public void step() {
    Interrupts.check("optimizer.step()");
    alone(
        () -> {
          requireSteppable();
          groups.forEach(ParamGroup::step);
          return null;
        });
  }

  /**
   * Computes the loss and its gradients anew, and changes the parameters: {@code
   * optimizer.step(closure)}.
   *
   * @param closure zeroes the gradients, computes the loss, calls {@code backward} and returns the
   *     loss; gradients are recorded while it runs
   * @return the closure's result
   * @throws IllegalStateException if the optimizer or a parameter has been closed
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public NDArray step(Supplier<NDArray> closure) {
    NDArray loss = evaluate(closure);
    step();
    return loss;
  }

  /** What a user's closure returns, with gradients recorded. */
  static NDArray evaluate(Supplier<NDArray> closure) {
    Objects.requireNonNull(closure, "closure is null");
    Interrupts.check("optimizer.step()");
    try (var grad = Torch.enableGrad()) {
      return Objects.requireNonNull(closure.get(), "closure returned null");
    }
  }

  /** Refuses a step in whose middle LibTorch would fail; the step is made next. */
  final void requireSteppable() {
    groups.forEach(group -> group.state().requireSteppable(mixesTypes()));
    stepped = true;
  }

  /** Begins to watch for steps, if no scheduler does yet. */
  final void watchSteps() {
    if (!watched) {
      watched = true;
      stepped = false;
    }
  }

  /** Whether a step was made since a scheduler began to watch. */
  final boolean hasStepped() {
    return stepped;
  }

  /** Whether a parameter may have another type than its state. */
  boolean mixesTypes() {
    return false;
  }

  /**
   * Zeroes the gradients: {@code optimizer.zero_grad()}. A step treats a gradient that nothing was
   * added to since as torch treats None.
   *
   * @throws IllegalStateException if a parameter or the optimizer has been closed
   */
  public final void zeroGrad() {
    alone(
        () -> {
          groups.forEach(group -> group.state().zeroGrad());
          return null;
        });
  }

  // ---- state

  /** The layout of the state in torch, but for the tensors, which the kernel names. */
  abstract OptimizerState.Layout layout();

  /** Whether a tensor belongs to the state under the given options. */
  boolean keeps(String tensor, Map<String, Object> options) {
    return true;
  }

  /** Changes loaded options before they are checked. */
  void adjustLoaded(Map<String, Object> options) {}

  /**
   * The tensors that the optimizer keeps for each parameter: {@code optimizer.state}, whose {@code
   * state[p]["exp_avg"]} is {@code state().get(p).get("exp_avg")} here. As in torch, a parameter
   * that was never stepped has no entry, but with Adagrad.
   *
   * @return by the parameters, which are compared by identity, and by torch's names. The tensors
   *     share the optimizer's memory until it loads a state; {@code step} is a copy. They belong to
   *     the innermost scope.
   * @throws IllegalStateException if the optimizer has been closed
   */
  public final Map<NDArray, Map<String, NDArray>> state() {
    return alone(() -> OptimizerState.views(this));
  }

  /**
   * The state in torch's layout: {@code optimizer.state_dict()}.
   *
   * <pre>{@code
   * {"state": {0: {"step": tensor, "exp_avg": tensor, "exp_avg_sq": tensor}, ...},
   *  "param_groups": [{"lr": 0.001, "betas": (0.9, 0.999), ..., "params": [0, 1, ...]}]}
   * }</pre>
   *
   * <p>The keys of {@code state} are Long, numbers are Double, flags Boolean, None is null, lists
   * and tuples are List. As in torch, a parameter that was never stepped has no entry, and a
   * learning rate that was loaded as a tensor is written as one. The arrays are copies, which
   * belong to the innermost scope.
   *
   * @throws IllegalStateException if the optimizer has been closed
   */
  public final Map<String, @Nullable Object> stateDict() {
    return alone(() -> OptimizerState.write(this));
  }

  /**
   * Loads a state that this library or any version of torch wrote: {@code
   * optimizer.load_state_dict(state_dict)}. Options are replaced, and tensors are copied and
   * converted to each parameter's type and device.
   *
   * @param state in the layout of {@link #stateDict}; numbers may be any Number or an array of one
   *     element. State of parameters that no group names is ignored.
   * @throws IllegalArgumentException if the state does not fit, with torch's message where it has
   *     one; the optimizer is unchanged then
   * @throws IllegalStateException if the optimizer or an array of the state has been closed
   */
  public final void loadStateDict(Map<?, ?> state) {
    alone(
        () -> {
          OptimizerStateReader.load(this, state);
          return null;
        });
  }

  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          getClass().getSimpleName()
              + " has been closed and its state is freed: close it after its last step");
    }
  }

  /** The groups and their options, as Python prints an optimizer: {@code repr(optimizer)}. */
  @Override
  public final String toString() {
    return OptimizerText.of(this);
  }

  /**
   * Frees the state, not the parameters. Closing twice is harmless. Waits while another thread uses
   * the optimizer.
   */
  @Override
  public final void close() {
    lock.lock();
    try {
      closed = true;
      groups.forEach(ParamGroup::close);
      Optional.ofNullable(ownState()).ifPresent(LbfgsState::close);
    } finally {
      lock.unlock();
    }
  }

  /** The parameters and options of an optimizer. */
  public abstract static class Builder<B extends Builder<B>> {

    /** Options by torch's names: numbers are Double, flags Boolean, pairs lists of two Double. */
    final Map<String, Object> options = new LinkedHashMap<>();

    /** Entries that torch stores in each group and no step here reads, if not torch's defaults. */
    final Map<String, Object> others = new LinkedHashMap<>();

    private final List<Group> groups = new ArrayList<>();

    private record Group(List<NDArray> params, Map<String, Object> overrides) {
      static Group of(Collection<NDArray> params, Map<String, Object> overrides) {
        Objects.requireNonNull(params, "params is null");
        Objects.requireNonNull(overrides, "overrides is null");
        params.forEach(param -> Tensors.usable("parameter", param));
        return new Group(List.copyOf(params), overrides);
      }
    }

    Builder(Collection<NDArray> params, double lr) {
      group(params, Map.of());
      lr(lr);
    }

    abstract B self();

    /** The learning rate; torch's default for the optimizer unless set. */
    public final B lr(double lr) {
      options.put("lr", lr);
      return self();
    }

    /**
     * Adds a group with options of its own: {@code {"params": params, "lr": 1e-3}}. They are
     * checked when the optimizer is made: an unknown name or a wrong type is an
     * IllegalArgumentException.
     *
     * @param overrides options by torch's names: any Number for a number, a Boolean for a flag, a
     *     List of two numbers for {@code betas}; and {@code initial_lr}, for a scheduler that
     *     resumes
     */
    public final B group(Collection<NDArray> params, Map<String, Object> overrides) {
      groups.add(Group.of(params, overrides));
      return self();
    }
  }
}
