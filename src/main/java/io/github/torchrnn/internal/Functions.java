package io.github.torchrnn.internal;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;

/**
 * The functions of torch that a training step seldom calls: the methods of {@code functions.py},
 * which is loaded when the first of them is called, so that start-up does not pay for it.
 *
 * <p>LibTorch checks their arguments itself; what it refuses is an IllegalArgumentException here.
 */
public final class Functions {

  private Functions() {}

  /** The loaded {@code functions.py}, which lives as long as the process. */
  private static final class Loaded {
    static final long MODULE = LibTorch.loadModule(TorchScriptArchive.ofFunctions());
  }

  /** Runs a function that returns a tensor; see {@link Kernels#call}. */
  public static NDArray call(NDManager manager, String function, Object... arguments) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      return (NDArray)
          recorder.call(function, widened(arguments), real -> call(manager, function, real));
    }
    return refusing(() -> Kernels.tensor(manager, run(function, arguments)));
  }

  /** Runs a function that returns a list of tensors; see {@link Kernels#call}. */
  public static NDArray[] callList(NDManager manager, String function, Object... arguments) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      return (NDArray[])
          recorder.call(function, widened(arguments), real -> callList(manager, function, real));
    }
    return refusing(() -> Kernels.tensors(manager, run(function, arguments)));
  }

  /** Runs a function that returns a bool; see {@link Kernels#call}. */
  public static boolean callBoolean(String function, Object... arguments) {
    Recorder.refuseHere(function);
    return refusing(() -> Kernels.bool(run(function, arguments)));
  }

  /** Runs a function that returns a list of tensors in inference mode, and returns copies. */
  static NDArray[] inferList(NDManager manager, String function, Object... arguments) {
    return Kernels.copies(
        manager, Kernels.runMethod(RunMode.INFERENCE, Loaded.MODULE, function, widened(arguments)));
  }

  /** Runs a function for its effect, which is not recorded; see {@link Kernels#update}. */
  public static void update(String function, Object... arguments) {
    Recorder.refuseHere(function);
    refusing(
        () -> {
          IValues.delete(
              Kernels.runMethod(RunMode.INFERENCE, Loaded.MODULE, function, widened(arguments)));
          return null;
        });
  }

  /** Runs a function that changes an argument in place, recorded as the thread's mode says. */
  public static void updateRecorded(String function, Object... arguments) {
    Recorder.refuseHere(function);
    refusing(
        () -> {
          IValues.delete(run(function, arguments));
          return null;
        });
  }

  private static long run(String function, Object... arguments) {
    return Kernels.runMethod(RunMode.RECORDING, Loaded.MODULE, function, widened(arguments));
  }

  /** The arguments with Float as Double, the floating number that LibTorch knows. */
  private static Object[] widened(Object... arguments) {
    Object[] widened = arguments.clone();
    for (int i = 0; i < widened.length; i++) {
      if (widened[i] instanceof Float number) {
        widened[i] = number.doubleValue();
      }
    }
    return widened;
  }

  private static <T> T refusing(Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof EngineException) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      throw e;
    }
  }
}
