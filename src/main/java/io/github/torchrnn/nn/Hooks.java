package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.internal.Recorder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The functions that a module calls around each forward, in their order. */
final class Hooks {

  /** A hook, which may be added twice, and is removed by the handle of its addition. */
  private static final class Entry<H> {
    private final H hook;

    Entry(H hook) {
      this.hook = hook;
    }
  }

  /** Whether any module ever had one: it may have kept an array that it saw. */
  private static volatile boolean anywhere;

  private final List<Entry<ForwardPreHook>> before = new CopyOnWriteArrayList<>();
  private final List<Entry<ForwardHook>> after = new CopyOnWriteArrayList<>();

  /** The same functions for another module. */
  Hooks copy() {
    Hooks copy = new Hooks();
    copy.before.addAll(before);
    copy.after.addAll(after);
    return copy;
  }

  RemovableHandle add(ForwardPreHook hook, boolean first) {
    return add(before, hook, first);
  }

  RemovableHandle add(ForwardHook hook, boolean first) {
    return add(after, hook, first);
  }

  private static <H> RemovableHandle add(List<Entry<H>> hooks, H hook, boolean first) {
    Entry<H> entry = new Entry<>(Objects.requireNonNull(hook, "hook is null"));
    hooks.add(first ? 0 : hooks.size(), entry);
    anywhere = true;
    Registry.REPLACEMENTS.incrementAndGet(); // programs before know nothing of it
    return () -> {
      if (hooks.remove(entry)) {
        Registry.REPLACEMENTS.incrementAndGet();
      }
    };
  }

  /** Whether some hook may have kept an array that passed between layers. */
  static boolean mayKeepArrays() {
    return anywhere;
  }

  private boolean any() {
    return !before.isEmpty() || !after.isEmpty();
  }

  /** Runs a forward, and the hooks around it. */
  NDArray[] around(TorchModule module, NDArray[] arguments, UnaryOperator<NDArray[]> forward) {
    if (!any()) {
      return forward.apply(arguments);
    }
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      recorder.leave(module.name() + " has forward hooks, which a program would not call");
    }
    NDList given = new NDList(arguments);
    for (Entry<ForwardPreHook> entry : before) {
      given = checked(entry.hook.apply(module, given), given, "forward pre-hook", module);
    }
    NDList output = new NDList(forward.apply(given.toArray(new NDArray[0])));
    for (Entry<ForwardHook> entry : after) {
      output = checked(entry.hook.apply(module, given, output), output, "forward hook", module);
    }
    return output.toArray(new NDArray[0]);
  }

  private static NDList checked(NDList result, NDList before, String kind, TorchModule module) {
    if (result == null) {
      return before;
    }
    if (result.size() != before.size()) {
      throw new IllegalArgumentException(
          "a %s of %s returned %s arrays in the place of %s"
              .formatted(kind, module.name(), result.size(), before.size()));
    }
    return result;
  }

  /** Refuses a method that runs the module without its forward. */
  void requireNone(TorchModule module, String method) {
    if (any()) {
      throw new UnsupportedOperationException(
          "%s has forward hooks, which %s would not call".formatted(module.name(), method));
    }
  }
}
