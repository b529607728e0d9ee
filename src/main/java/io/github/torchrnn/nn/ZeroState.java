package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * The zeros from which a recurrent module starts if it is given no state. Those of its first input
 * are kept, since making them takes as long as a small operator.
 */
final class ZeroState implements ModuleCopy.Part {

  /** The largest state worth keeping: 4096 numbers, 16 KiB. */
  private static final long MAX_SIZE = 1 << 12;

  private volatile @Nullable NDArray kept;

  @Override
  public ZeroState copyFor(ModuleCopy copy) {
    return new ZeroState();
  }

  /**
   * Zeros of the input's type and on its device; shared, so callers must not change them.
   *
   * @param batchAxis the axis of the batch in the input
   * @param shape (..., batch, features)
   */
  NDArray of(NDArray input, int batchAxis, Shape shape) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      long[] sizes = shape.getShape().clone();
      sizes[sizes.length - 2] = -1; // the batch, which the program asks for
      Object[] arguments = {input, batchAxis, sizes};
      return (NDArray)
          recorder.call("zero_state", arguments, real -> make((NDArray) real[0], shape));
    }
    NDArray zeros = kept;
    if (zeros == null && shape.size() <= MAX_SIZE) {
      zeros = keep(make(input, shape));
    }
    return zeros != null
            && zeros.getShape().equals(shape)
            && zeros.getDataType() == input.getDataType()
            && zeros.getDevice().equals(input.getDevice())
        ? zeros
        : make(input, shape);
  }

  private synchronized NDArray keep(NDArray zeros) {
    if (kept == null) {
      kept = Parameters.own(zeros, "a state of zeros");
    } else {
      zeros.close();
    }
    return kept;
  }

  private static NDArray make(NDArray input, Shape shape) {
    return LibTorch.zeros(input.getManager(), shape, input.getDataType(), input.getDevice());
  }

  /** Frees what {@link #of} returned, unless it is kept. */
  void release(NDArray zeros) {
    if (zeros != kept) {
      zeros.close();
    }
  }

  /** Frees what is kept. */
  synchronized void close() {
    if (kept != null) {
      Parameters.close(kept);
    }
  }
}
