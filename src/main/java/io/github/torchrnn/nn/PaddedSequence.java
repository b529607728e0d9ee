package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/**
 * The result {@code (output, lengths)} of {@link RNNUtils#padPackedSequence}.
 *
 * @param output the sequences filled up to one length: (seq, batch, ...), with batchFirst (batch,
 *     seq, ...)
 * @param lengths the length of each sequence: int64 of (batch), on the CPU
 */
public record PaddedSequence(NDArray output, NDArray lengths) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.close();
    lengths.close();
  }

  /** The text that Python prints: a tuple. */
  @Override
  public String toString() {
    return "(" + Torch.repr(output) + ", " + Torch.repr(lengths) + ")";
  }
}
