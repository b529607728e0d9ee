package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Calls;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Base of all optimizers: {@code torch.optim.Optimizer}. It knows parameters, not layers, and owns
 * its state, which {@link #close} frees.
 */
public abstract class Optimizer implements AutoCloseable {

  /** Taken by every method, so that threads take turns and {@link #close} waits. */
  private final ReentrantLock lock = new ReentrantLock();

  private final List<ParamGroup> groups;
  private volatile boolean closed;

  Optimizer(Builder<?> builder) {
    check(builder.options);
    builder.requireLeaves();
    List<Map<String, Object>> options =
        builder.groups.stream().map(group -> checked(builder.options, group.overrides)).toList();
    groups =
        IntStream.range(0, options.size())
            .mapToObj(i -> new ParamGroup(this, lock, builder.groups.get(i).params, options.get(i)))
            .toList();
  }

  /** The kernel that steps the parameters of one group in one native call. */
  abstract StepKernel kernel();

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

  /** The groups, to read and to change their options: {@code optimizer.param_groups}. */
  public final List<ParamGroup> paramGroups() {
    return groups;
  }

  /** Runs work while no other thread uses the optimizer, which must be open. */
  final <T> T alone(Supplier<T> work) {
    lock.lock();
    Calls.enter();
    try {
      requireOpen();
      return work.get();
    } finally {
      Calls.exit();
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
  public final void step() {
    Interrupts.check("optimizer.step()");
    alone(
        () -> {
          requireSteppable();
          groups.forEach(ParamGroup::step);
          return null;
        });
  }

  /** Refuses a step in whose middle LibTorch would fail. */
  final void requireSteppable() {
    groups.forEach(group -> group.state().requireSteppable(mixesTypes()));
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
    } finally {
      lock.unlock();
    }
  }

  /** The parameters and options of an optimizer. */
  public abstract static class Builder<B extends Builder<B>> {

    /** Options by torch's names: numbers are Double, flags Boolean, pairs lists of two Double. */
    final Map<String, Object> options = new LinkedHashMap<>();

    private final List<Group> groups = new ArrayList<>();

    private record Group(List<NDArray> params, Map<String, Object> overrides) {}

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
     *     List of two numbers for {@code betas}
     */
    public final B group(Collection<NDArray> params, Map<String, Object> overrides) {
      Objects.requireNonNull(params, "params is null");
      Objects.requireNonNull(overrides, "overrides is null");
      params.forEach(param -> Tensors.usable("parameter", param));
      groups.add(new Group(List.copyOf(params), overrides));
      return self();
    }

    /** Refuses parameters that torch refuses. */
    private void requireLeaves() {
      if (groups.stream().anyMatch(group -> group.params.isEmpty())) {
        throw new IllegalArgumentException("optimizer got an empty parameter list");
      }
      groups.forEach(group -> group.params.forEach(Builder::requireLeaf));
      requireDistinct();
    }

    private static void requireLeaf(NDArray param) {
      if (!Kernels.callBoolean("is_leaf", param)) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
    }

    private void requireDistinct() {
      Set<NDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Group group : groups) {
        for (NDArray param : group.params) {
          if (!seen.add(param)) {
            throw new IllegalArgumentException(
                "some parameters appear in more than one parameter group");
          }
        }
      }
    }
  }
}
