package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/** What {@link RNN} and {@link GRU} return: the output of each step, and h_n. */
public record RNNOutput(NDArray output, NDArray hidden) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.close();
    hidden.close();
  }

  /** The text that Python prints: a tuple. */
  @Override
  public String toString() {
    return "(" + Torch.repr(output) + ", " + Torch.repr(hidden) + ")";
  }
}
