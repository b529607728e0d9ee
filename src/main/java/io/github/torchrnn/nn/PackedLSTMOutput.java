package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The result {@code (output, (h_n, c_n))} of an {@link LSTM} for packed input.
 *
 * @param output h of each step, packed as the input: data of (sum of the lengths, directions *
 *     (proj_size or hidden_size))
 * @param hidden h and c of each sequence's last step: (layers * directions, batch, ...)
 */
public record PackedLSTMOutput(PackedSequence output, LSTMState hidden) implements AutoCloseable {

  static PackedLSTMOutput of(PackedSequence input, NDArray... results) {
    return new PackedLSTMOutput(input.withData(results[0]), new LSTMState(results[1], results[2]));
  }

  /** Frees the arrays, where no scope does, but for those that the packed input shares. */
  @Override
  public void close() {
    output.close();
    hidden.close();
  }

  /** The text that Python prints: a tuple. */
  @Override
  public String toString() {
    return "(" + output + ", " + hidden + ")";
  }
}
