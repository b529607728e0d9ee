package io.github.torchrnn.nn;

/** What {@link LSTM} returns for packed input: packed output, and (h_n, c_n). */
public record PackedLSTMOutput(PackedSequence output, LSTMState hidden) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.data().close();
    hidden.close();
  }
}
