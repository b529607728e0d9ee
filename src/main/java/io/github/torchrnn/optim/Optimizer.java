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
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The base of all optimizers: {@code torch.optim.Optimizer}. It knows parameters, not layers, and
 * owns its state, which {@link #close} frees.
 */
public abstract class Optimizer implements AutoCloseable {

  /** Held by every method, so that threads take turns and {@link #close} waits. */
  private final ReentrantLock lock = new ReentrantLock();

  private final List<ParamGroup> groups;
  private final Consumer<Map<String, Object>> check;
  private volatile boolean closed;

  Optimizer(Builder<?> builder) {
    groups = builder.build(lock);
    check = builder::check;
  }

  /** The kernel that steps the parameters of one group in one native call. */
  abstract String kernel();

  /** The options that the kernel takes, in its order. */
  abstract List<String> kernelOptions();

  /** The groups, to read and to change learning rates: {@code optimizer.param_groups}. */
  public final List<ParamGroup> paramGroups() {
    return Collections.unmodifiableList(groups);
  }

  /** Works alone with an optimizer that is open. */
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
          groups.forEach(group -> group.step(kernel(), kernelOptions()));
          return null;
        });
  }

  /** Refuses a step that LibTorch would break off in the middle. */
  final void requireSteppable() {
    groups.forEach(group -> group.requireSteppable(mixesTypes()));
  }

  /** Whether a parameter may have another type than its state. */
  boolean mixesTypes() {
    return false;
  }

  /** Forgets the gradients: {@code optimizer.zero_grad()}. Here they become zeros, not null. */
  public final void zeroGrad() {
    alone(
        () -> {
          groups.forEach(ParamGroup::zeroGrad);
          return null;
        });
  }

  // ---- state

  /** What torch writes of an optimizer beside what the steps read. */
  abstract Layout layout();

  /**
   * Where an optimizer's state stands in torch's.
   *
   * @param counted whether a parameter's state has its number of steps, {@code step}
   * @param tensors the names of a parameter's tensors
   * @param others the options that torch has besides, with their defaults
   */
  record Layout(boolean counted, List<String> tensors, Map<String, Object> others) {}

  /** Whether a tensor belongs to the state under the given options. */
  boolean keeps(String tensor, Map<String, Object> options) {
    return true;
  }

  /** Changes loaded options before they are checked. */
  void loaded(Map<String, Object> options) {}

  final void check(Map<String, Object> options) {
    check.accept(options);
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
   * and tuples are List. A parameter that was never stepped has no entry, as in torch. A learning
   * rate that was loaded as a tensor is one. The arrays are copies, which belong to the innermost
   * scope.
   */
  public final Map<String, Object> stateDict() {
    return alone(() -> StateWriter.write(this));
  }

  /**
   * Takes over a state that this library or torch wrote, of any version: {@code
   * optimizer.load_state_dict(state)}. Options are replaced by the loaded ones and tensors copied,
   * with conversion to each parameter's type and device.
   *
   * @param state in the layout of {@link #stateDict}; numbers may be any Number or an array of one
   *     element. State of parameters that no group names is ignored.
   * @throws IllegalArgumentException if something does not fit, with torch's message where it has
   *     one; the optimizer is unchanged then
   */
  public final void loadStateDict(Map<?, ?> state) {
    alone(
        () -> {
          StateReader.load(this, state);
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
   * Frees the state, not the parameters. Closing twice is harmless. While another thread works with
   * the optimizer, it waits.
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
    final Map<String, Object> options = new LinkedHashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private record Group(List<NDArray> params, Map<String, Object> overrides) {}

    Builder(Collection<NDArray> params, double lr) {
      if (params == null) {
        throw new NullPointerException("params is null");
      }
      group(params, Map.of());
      options.put("lr", lr);
    }

    abstract B self();

    /** Refuses options that torch refuses. */
    abstract void check(Map<String, Object> options);

    /**
     * Adds a group with options of its own: {@code {"params": params, "lr": 1e-3}}.
     *
     * @param overrides options by torch's names, numbers as Double
     */
    public final B group(Collection<NDArray> params, Map<String, Object> overrides) {
      params.forEach(param -> Tensors.usable("parameter", param));
      groups.add(new Group(List.copyOf(params), overrides));
      return self();
    }

    private static void requireLeaf(NDArray param) {
      if (!Kernels.callBoolean("is_leaf", param)) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
    }

    private List<ParamGroup> build(Lock lock) {
      check(options);
      if (groups.stream().anyMatch(group -> group.params.isEmpty())) {
        throw new IllegalArgumentException("optimizer got an empty parameter list");
      }
      groups.forEach(group -> group.params.forEach(Builder::requireLeaf));
      requireDistinct();
      return groups.stream().map(group -> build(group, lock)).toList();
    }

    private ParamGroup build(Group group, Lock lock) {
      Map<String, Object> merged = new LinkedHashMap<>(options);
      group.overrides.forEach(
          (name, value) -> {
            if (!options.containsKey(name) || !options.get(name).getClass().isInstance(value)) {
              throw new IllegalArgumentException(
                  "no option of this optimizer: " + name + " = " + value);
            }
            merged.put(name, value);
          });
      check(merged);
      return new ParamGroup(group.params, merged, lock);
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
