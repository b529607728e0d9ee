package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * What {@link RNNUtils#padPackedSequence} returns: the sequences filled up to one length, and their
 * lengths, int64 on the CPU.
 */
public record PaddedSequence(NDArray output, NDArray lengths) implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.close();
    lengths.close();
  }
}
