package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An argument that LibTorch keeps between calls, so that it is converted once. A held list is the
 * same list in every call: elements that a kernel appends or assigns are still there in the next.
 */
public final class Held implements AutoCloseable {

  private final AtomicReference<Long> value;

  private Held(long value) {
    this.value = new AtomicReference<>(value);
    NativeMemory.freeWith(this, "a value held for LibTorch", this.value, IValues::delete);
  }

  /** Holds a list of tensors. The arrays must outlive it. */
  public static Held tensors(List<NDArray> tensors) {
    Calls.enter();
    try {
      return new Held(IValues.fromTensors(Handles.of(tensors.toArray(new NDArray[0]))));
    } finally {
      Calls.exit();
      Reference.reachabilityFence(tensors);
    }
  }

  /**
   * Holds the result of a kernel that itself records nothing. It runs outside of inference mode all
   * the same: the tensors of an optimizer's state are changed, copied and saved by later calls,
   * which LibTorch refuses for tensors of inference mode.
   */
  public static Held result(String kernel, Object... arguments) {
    return new Held(Kernels.run(RunMode.RECORDING, kernel, arguments));
  }

  /** Holds an IValue, which belongs to it from now on. */
  static Held of(long value) {
    return new Held(value);
  }

  /** Holds a list of ints. */
  public static Held longs(long... numbers) {
    return new Held(IValues.fromLongs(numbers));
  }

  /** Holds a Boolean or a Double. */
  public static Held constant(Object value) {
    return new Held(Arguments.newValue(value));
  }

  /** The current elements of a list of ints, including the changes that kernels made. */
  public long[] toLongs() {
    Calls.enter();
    try {
      return IValues.toLongs(value());
    } finally {
      Calls.exit();
      Reference.reachabilityFence(this);
    }
  }

  /** Copies of the tensors of a list, such as one that was made in inference mode. */
  public NDArray[] copies(NDManager manager) {
    Calls.enter();
    try {
      return Kernels.copiesOf(manager, value());
    } finally {
      Calls.exit();
      Reference.reachabilityFence(this);
    }
  }

  /** Whether it has not been closed. */
  boolean isOpen() {
    return value.get() != null;
  }

  /** The address of the IValue. */
  long value() {
    Long open = value.get();
    if (open == null) {
      throw new IllegalStateException(
          "a value held for LibTorch has been closed, with the generator, the optimizer or the"
              + " compiled step that held it: make a new one");
    }
    return open;
  }

  @Override
  public void close() {
    NativeMemory.free(value, IValues::delete);
  }
}
