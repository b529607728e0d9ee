package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/**
 * The result {@code (output, h_n)} of an {@link RNN} or a {@link GRU}, and of a cell's {@link
 * SingleStateCell#unroll}.
 *
 * @param output h of each step: (seq, batch, directions * hidden_size), with batchFirst (batch,
 *     seq, directions * hidden_size), or unbatched (seq, directions * hidden_size)
 * @param hidden h of the last step: (layers * directions, batch, hidden_size), or unbatched (layers
 *     * directions, hidden_size); of a cell (batch, hidden_size) or (hidden_size)
 */
public record RNNOutput(NDArray output, NDArray hidden) implements AutoCloseable {

  static RNNOutput of(NDArray... results) {
    return new RNNOutput(results[0], results[1]);
  }

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
