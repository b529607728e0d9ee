package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A listener to whom a thread's calls of LibTorch go while a lambda is traced. Package {@code jit}
 * has the one implementation; the library's functions ask {@link #current} at the doors to native
 * code, and hand over what they would have computed.
 */
public interface Recorder {

  /**
   * Records a call of an operator or kernel, and makes it.
   *
   * @param function the operator's or the kernel's name
   * @param arguments as {@link Kernels#call} takes them; arrays are stand-ins or real
   * @param run makes the call, on real arrays
   * @return the result of the call, with a stand-in for each array
   */
  Object call(String function, Object[] arguments, Function<Object[], Object> run);

  /**
   * The stand-in of an array that a module owns: a parameter or a buffer, which may be replaced.
   *
   * @param owner has the array, perhaps as one of several
   * @param source reads it
   */
  NDArray owned(Object owner, Supplier<NDArray> source);

  /** Says that a module was used, which has to be open in each run. */
  void used(Object module);

  /**
   * Refuses to go on, since a function that changes arrays in place, or returns no array, was
   * called.
   */
  void refuse(String function);

  /** Refuses to go on, for a reason that is no function's. */
  void leave(String reason);

  /** A setting of an object that may differ in the next run, such as a module's training mode. */
  boolean setting(BooleanSupplier source);

  /** The real array behind a stand-in, for checks that read numbers. */
  NDArray behind(NDArray array);

  /** The recorder of this thread, or null while nothing is traced. */
  static Recorder current() {
    return Recorders.running == 0 ? null : Recorders.CURRENT.get();
  }

  /** Refuses, in a traced lambda, to change a state: a program would not do it again. */
  static void refuseHere(String function) {
    Recorder recorder = current();
    if (recorder != null) {
      recorder.refuse(function);
    }
  }

  /** The array whose numbers a check may read: itself, or the real one behind a stand-in. */
  static NDArray readable(NDArray array) {
    Recorder recorder = current();
    return recorder == null ? array : recorder.behind(array);
  }

  /**
   * Runs work whose calls go to a recorder.
   *
   * @param recorder null for none, inside the work of another
   */
  static <T> T whileRecording(Recorder recorder, Supplier<T> work) {
    Recorder before = Recorders.CURRENT.get();
    Recorders.set(recorder);
    try {
      return work.get();
    } finally {
      Recorders.set(before);
    }
  }
}
