package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** What {@link RNN} and {@link GRU} return: the output of each step, and h_n. */
public record RNNOutput(NDArray output, NDArray hidden) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.close();
    hidden.close();
  }
}
