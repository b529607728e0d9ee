package io.github.torchrnn.internal;

import static io.github.torchrnn.internal.RunMode.INFERENCE;
import static io.github.torchrnn.internal.RunMode.RECORDING;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.ref.Reference;

/**
 * The kernels: LibTorch's operators that DJL lacks, without native code of our own.
 *
 * <p>They are the methods of {@code kernels.py}, a TorchScript class that LibTorch's interpreter
 * runs. DJL can run such a class too, but with gradients only on bare tensors, and through several
 * layers of wrapping; so {@link DjlMembers} calls the handful of native functions directly.
 *
 * <p>Internal: not part of the public API, and without checks. An argument of the wrong shape can
 * crash the JVM, so the callers check first.
 */
public final class Kernels {

  private Kernels() {}

  /**
   * Runs a kernel that returns a tensor. Gradients are recorded if the thread's mode says so.
   *
   * @param manager the manager that will own the result
   * @param kernel the name of the method in {@code kernels.py}
   * @param arguments each an NDArray, {@code NDArray[]}, Long, Integer, Boolean, Double, String,
   *     {@code long[]}, {@link Held} or null (None)
   */
  public static NDArray call(NDManager manager, String kernel, Object... arguments) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      return (NDArray) recorder.call(kernel, arguments, real -> call(manager, kernel, real));
    }
    return tensor(manager, run(RECORDING, kernel, arguments));
  }

  /** Runs a kernel that returns a list of tensors; see {@link #call}. */
  public static NDArray[] callList(NDManager manager, String kernel, Object... arguments) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      return (NDArray[]) recorder.call(kernel, arguments, real -> callList(manager, kernel, real));
    }
    return tensors(manager, run(RECORDING, kernel, arguments));
  }

  /**
   * Runs a kernel that returns a list of new tensors; see {@link #callList}. Where nothing is
   * recorded it does so in LibTorch's inference mode, and returns copies.
   */
  public static NDArray[] callOrInferList(NDManager manager, String kernel, Object... arguments) {
    return Autograd.isGradEnabled() || Recorder.current() != null
        ? callList(manager, kernel, arguments)
        : inferList(manager, kernel, arguments);
  }

  /** Runs a kernel that returns a list of tensors in inference mode, and returns copies. */
  static NDArray[] inferList(NDManager manager, String kernel, Object... arguments) {
    return copies(manager, run(INFERENCE, kernel, arguments));
  }

  /** Runs a kernel that returns a bool; see {@link #call}. */
  public static boolean callBoolean(String kernel, Object... arguments) {
    Recorder.refuseHere(kernel);
    return bool(run(RECORDING, kernel, arguments));
  }

  /** Runs a kernel that returns a list of ints; see {@link #call}. */
  public static long[] callLongs(String kernel, Object... arguments) {
    Recorder.refuseHere(kernel);
    long result = run(RECORDING, kernel, arguments);
    try {
      return IValues.toLongs(result);
    } finally {
      IValues.delete(result);
    }
  }

  /**
   * Runs a kernel for its effect, never recording gradients: it may change parameters in place. A
   * tensor that it makes must not outlive the call, since LibTorch could not record one later.
   */
  public static void update(String kernel, Object... arguments) {
    Recorder.refuseHere(kernel);
    IValues.delete(run(INFERENCE, kernel, arguments));
  }

  /** Runs a kernel whose effect is memory that must remain recordable after the call. */
  static void updateOutsideInference(String kernel, Object... arguments) {
    IValues.delete(run(RECORDING, kernel, arguments));
  }

  /** Runs a kernel; returns the address of its result, which belongs to the caller. */
  static long run(RunMode mode, String kernel, Object... arguments) {
    return runMethod(mode, LibTorch.kernels(), kernel, arguments);
  }

  /** Runs a method of a module; returns the address of its result. */
  static long runMethod(RunMode mode, long module, String method, Object... arguments) {
    if (mode == RECORDING) {
      Autograd.settleGradMode();
    }
    long[] values = new long[arguments.length];
    Calls.enter();
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = Arguments.value(arguments[i]);
      }
      return DjlMembers.run(module, method, values, mode);
    } catch (EngineException e) {
      throw TorchWords.error(e);
    } finally {
      for (int i = 0; i < values.length; i++) {
        if (values[i] != 0) {
          Arguments.delete(arguments[i], values[i]);
        }
      }
      Calls.exit();
      Reference.reachabilityFence(arguments);
    }
  }

  /** Takes a tensor out of a result, which is freed. */
  static NDArray tensor(NDManager manager, long result) {
    try {
      return Handles.array(manager, IValues.toTensor(result));
    } finally {
      IValues.delete(result);
    }
  }

  /** Takes a truth value out of a result, which is freed. */
  static boolean bool(long result) {
    try {
      return IValues.toBoolean(result);
    } finally {
      IValues.delete(result);
    }
  }

  /** Takes the tensors out of a list, which is freed. */
  static NDArray[] tensors(NDManager manager, long result) {
    try {
      return Handles.arrays(manager, IValues.toTensors(result));
    } finally {
      IValues.delete(result);
    }
  }

  /** Copies a list that was made in inference mode, since such tensors can never be recorded. */
  static NDArray[] copies(NDManager manager, long result) {
    try {
      return copiesOf(manager, result);
    } finally {
      IValues.delete(result);
    }
  }

  /** As {@link #copies}, of a list that is still needed. */
  static NDArray[] copiesOf(NDManager manager, long list) {
    long[] tensors = IValues.toTensors(list);
    for (int i = 0; i < tensors.length; i++) {
      long copy = Operators.copy(tensors[i]);
      Handles.delete(tensors[i]);
      tensors[i] = copy;
    }
    return Handles.arrays(manager, tensors);
  }
}
