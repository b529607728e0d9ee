package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** What {@link RNN} and {@link GRU} return for packed input: packed output, and h_n. */
public record PackedRNNOutput(PackedSequence output, NDArray hidden) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.data().close();
    hidden.close();
  }
}
