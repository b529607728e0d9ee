package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/**
 * The result {@code (output, h_n)} of an {@link RNN} or a {@link GRU} for packed input.
 *
 * @param output h of each step, packed as the input: data of (sum of the lengths, directions *
 *     hidden_size)
 * @param hidden h of each sequence's last step: (layers * directions, batch, hidden_size)
 */
public record PackedRNNOutput(PackedSequence output, NDArray hidden) implements AutoCloseable {

  static PackedRNNOutput of(PackedSequence input, NDArray... results) {
    return new PackedRNNOutput(input.withData(results[0]), results[1]);
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
    return "(" + output + ", " + Torch.repr(hidden) + ")";
  }
}
