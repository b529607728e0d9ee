package io.github.torchrnn.nn;

/**
 * The keyword arguments of {@link RNNUtils#packPaddedSequence(ai.djl.ndarray.NDArray, long[],
 * PackOptions)}, with torch's defaults.
 */
public final class PackOptions {

  boolean batchFirst;
  boolean enforceSorted = true;

  /** Whether padded input is (batch, seq, ...) rather than (seq, batch, ...); false by default. */
  public PackOptions batchFirst(boolean batchFirst) {
    this.batchFirst = batchFirst;
    return this;
  }

  /** Whether sequences come longest first and others are refused; true by default. */
  public PackOptions enforceSorted(boolean enforceSorted) {
    this.enforceSorted = enforceSorted;
    return this;
  }
}
