package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/**
 * The state {@code (h, c)} of an {@link LSTM} or {@link LSTMCell}.
 *
 * @param h the hidden state: (layers * directions, batch, proj_size or hidden_size), or unbatched
 *     without the batch; of a cell (batch, hidden_size) or (hidden_size)
 * @param c the cell state: the same with hidden_size
 */
public record LSTMState(NDArray h, NDArray c) implements AutoCloseable {

  static LSTMState of(NDArray... states) {
    return new LSTMState(states[0], states[1]);
  }

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    h.close();
    c.close();
  }

  /** The text that Python prints: a tuple. */
  @Override
  public String toString() {
    return "(" + Torch.repr(h) + ", " + Torch.repr(c) + ")";
  }
}
