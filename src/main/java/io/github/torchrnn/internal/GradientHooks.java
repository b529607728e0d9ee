package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The functions of users that see gradients, and may change those of leaves: LibTorch calls none of
 * Java's, so they run beside a backward.
 *
 * <p>The gradient of a leaf ends at it. A backward collects it by itself, since the one collected
 * before is taken away meanwhile; then the hooks see it, and what they return is added. The
 * gradient of an array on the way goes on inside of LibTorch, so that a hook can see it, computed
 * once more before the backward, but not change it.
 */
public final class GradientHooks {

  /** The hooks of one array, in the order in which they run. */
  private static final class Hooked {
    private final AtomicReference<Long> address;
    private final WeakReference<NDArray> array;
    private final Map<Object, Function<NDArray, NDArray>> hooks = new LinkedHashMap<>();

    Hooked(NDArray array) {
      address = DjlMembers.address(array);
      this.array = new WeakReference<>(array);
    }

    /** The array, or null if it has been closed or dropped. */
    NDArray open() {
      NDArray open = array.get();
      return address.get() == null ? null : open;
    }
  }

  /** A leaf, and the gradient that it had collected, taken away: nothing if there was none. */
  private record Leaf(NDArray array, NDArray... taken) {
    boolean isFirst() {
      return taken.length == 0;
    }
  }

  /** In the order of their first hooks. */
  private static final List<Hooked> HOOKED = new ArrayList<>();

  /**
   * One backward at a time, since another's would add to the gradients that are taken away
   * meanwhile.
   */
  private static final ReentrantLock TURN = new ReentrantLock();

  /** Whether there may be a hook, for the many programs that have none. */
  private static volatile boolean any;

  private GradientHooks() {}

  /**
   * Adds a hook to an array's.
   *
   * @param hook returns another gradient, or null to leave it as it is
   * @return takes the hook away
   */
  public static synchronized Runnable add(NDArray array, Function<NDArray, NDArray> hook) {
    AtomicReference<Long> address = DjlMembers.address(array);
    Hooked hooked = null;
    for (Hooked other : HOOKED) {
      hooked = other.address == address ? other : hooked;
    }
    if (hooked == null) {
      hooked = new Hooked(array);
      HOOKED.add(hooked);
    }
    Object key = new Object();
    hooked.hooks.put(key, hook);
    any = true;
    WeakReference<Hooked> owner = new WeakReference<>(hooked);
    return () -> remove(owner.get(), key);
  }

  private static synchronized void remove(Hooked hooked, Object key) {
    if (hooked != null) {
      hooked.hooks.remove(key);
    }
    open();
  }

  /** Whether there may be a hook. */
  static boolean any() {
    return any;
  }

  /** Whether an array like this has a hook. */
  public static boolean any(Predicate<NDArray> test) {
    return any && open().stream().anyMatch(test);
  }

  /** The arrays that have hooks, in order; forgets those that are gone. */
  private static synchronized List<NDArray> open() {
    HOOKED.removeIf(hooked -> hooked.hooks.isEmpty() || hooked.open() == null);
    any = !HOOKED.isEmpty();
    return HOOKED.stream().map(Hooked::open).filter(Objects::nonNull).toList();
  }

  private static synchronized List<Function<NDArray, NDArray>> hooks(NDArray array) {
    AtomicReference<Long> address = DjlMembers.address(array);
    return HOOKED.stream()
        .filter(hooked -> hooked.address == address)
        .flatMap(hooked -> hooked.hooks.values().stream())
        .toList();
  }

  /** The arrays with hooks that record, leaves or others. */
  private static List<NDArray> recorded(boolean leaves) {
    return open().stream()
        .filter(array -> Kernels.callBoolean("requires_grad", array))
        .filter(array -> Kernels.callBoolean("is_leaf", array) == leaves)
        .toList();
  }

  /** {@link Autograd#backward} with hooks. */
  static boolean backward(
      NDArray array, NDArray gradient, boolean retainGraph, boolean createGraph) {
    if (open().isEmpty()) {
      return Autograd.backwardWithoutHooks(array, gradient, retainGraph, createGraph);
    }
    if (createGraph) {
      throw new IllegalStateException(
          "backward cannot record gradients (create_graph) while arrays have hooks: remove the"
              + " hooks, or compute the gradients by Torch.grad");
    }
    if (!Kernels.callBoolean("requires_grad", array)) {
      return false;
    }
    show(List.of(array), List.of(gradient), List.of());
    TURN.lock();
    try {
      return collect(array, gradient, retainGraph);
    } finally {
      TURN.unlock();
    }
  }

  private static boolean collect(NDArray array, NDArray gradient, boolean retainGraph) {
    List<Leaf> leaves = new ArrayList<>();
    Map<NDArray, NDArray> collected = new IdentityHashMap<>();
    boolean recorded;
    try {
      for (NDArray leaf : recorded(true)) {
        leaves.add(new Leaf(leaf, Kernels.callList(LibTorch.managerAsIs(), "take_grad", leaf)));
      }
      recorded = Autograd.backwardWithoutHooks(array, gradient, retainGraph, false);
    } finally {
      for (Leaf leaf : leaves) {
        NDArray[] found =
            Kernels.callList(LibTorch.managerAsIs(), "put_grad_back", leaf.array, leaf.taken);
        if (found.length > 0) {
          collected.put(leaf.array, found[0]);
        }
      }
    }
    try {
      for (Leaf leaf : leaves) {
        NDArray own = collected.get(leaf.array);
        NDArray changed = own == null ? null : changed(leaf.array, own);
        if (changed != own || own != null && !leaf.isFirst()) {
          Kernels.update("give_grad", leaf.array, changed, leaf.isFirst());
        }
        collected.remove(leaf.array);
      }
    } finally {
      forget(leaves, collected);
    }
    return recorded;
  }

  /** Zeroes what no hook has seen, since an earlier one failed. */
  private static void forget(List<Leaf> leaves, Map<NDArray, NDArray> unseen) {
    for (Leaf leaf : leaves) {
      NDArray own = unseen.get(leaf.array);
      if (own != null && leaf.isFirst()) {
        Kernels.update("give_grad", leaf.array, own.zerosLike(), true);
      }
    }
  }

  /**
   * Shows the gradients of arrays on the way to their hooks, the last array first.
   *
   * @param but arrays whose gradients are computed anyway
   */
  private static void show(List<NDArray> outputs, List<NDArray> gradients, List<NDArray> but) {
    List<NDArray> inner = new ArrayList<>(recorded(false));
    inner.removeIf(array -> but.stream().anyMatch(other -> other == array));
    if (inner.isEmpty()) {
      return;
    }
    Collections.reverse(inner);
    List<NDArray> grads = Autograd.grads(outputs, inner, gradients, true, false);
    for (int i = 0; i < inner.size(); i++) {
      if (grads.get(i) != null) {
        changed(inner.get(i), grads.get(i));
      }
    }
  }

  /** {@link Autograd#grads} with hooks: those of the inputs change what is returned. */
  public static List<NDArray> grads(
      List<NDArray> outputs,
      List<NDArray> inputs,
      List<NDArray> gradients,
      boolean retainGraph,
      boolean createGraph) {
    boolean hooks = any && !outputs.isEmpty();
    if (hooks) {
      show(outputs, gradients, inputs);
    }
    List<NDArray> grads = Autograd.grads(outputs, inputs, gradients, retainGraph, createGraph);
    for (int i = 0; hooks && i < grads.size(); i++) {
      if (grads.get(i) != null) {
        grads.set(i, changed(inputs.get(i), grads.get(i)));
      }
    }
    return grads;
  }

  /** What the hooks of an array make of its gradient. */
  private static NDArray changed(NDArray array, NDArray gradient) {
    NDArray now = gradient;
    for (Function<NDArray, NDArray> hook : hooks(array)) {
      NDArray returned = hook.apply(now);
      if (returned != null) {
        requireLike(now, Tensors.usable("the gradient that a hook returned", returned));
        if (!Kernels.callBoolean("is_leaf", array)) {
          throw new IllegalStateException(
              "a hook cannot change the gradient of an array that is no leaf, since LibTorch hands"
                  + " it on by itself: return null, or hook the parameters");
        }
        now = returned;
      }
    }
    return now;
  }

  private static void requireLike(NDArray before, NDArray after) {
    if (!after.getShape().equals(before.getShape())) {
      throw new IllegalArgumentException("hook '<lambda>' has changed the size of value");
    }
    if (after.getDataType() != before.getDataType()) {
      throw new IllegalArgumentException(
          "hook '<lambda>' has changed the type of value (was torch.%sTensor got torch.%sTensor)"
              .formatted(
                  TorchText.scalarType(before.getDataType()),
                  TorchText.scalarType(after.getDataType())));
    }
  }
}
