package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/** The state of an {@link LSTM} or {@link LSTMCell}: the tuple (h, c) of hidden and cell state. */
public record LSTMState(NDArray h, NDArray c) implements AutoCloseable {

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
