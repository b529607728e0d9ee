package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/**
 * The result {@code (output, (h_n, c_n))} of an {@link LSTM}, and of a cell's {@link
 * LSTMCell#unroll}.
 *
 * @param output h of each step: (seq, batch, directions * (proj_size or hidden_size)), with
 *     batchFirst (batch, seq, ...), or unbatched (seq, ...)
 * @param hidden h and c of the last step: (layers * directions, batch, ...), or unbatched without
 *     the batch; of a cell (batch, hidden_size) or (hidden_size)
 */
public record LSTMOutput(NDArray output, LSTMState hidden) implements AutoCloseable {

  static LSTMOutput of(NDArray... results) {
    return new LSTMOutput(results[0], new LSTMState(results[1], results[2]));
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
    return "(" + Torch.repr(output) + ", " + hidden + ")";
  }
}
