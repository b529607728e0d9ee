package io.github.torchrnn.nn;

import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link RNNUtils#padPackedSequence(PackedSequence, UnpackOptions)}, with
 * torch's defaults.
 */
public final class UnpackOptions {

  boolean batchFirst;
  double paddingValue;

  /** The number of steps, or null for that of the longest sequence. */
  @Nullable Long totalLength;

  /** Whether the result is (batch, seq, ...) rather than (seq, batch, ...); false by default. */
  public UnpackOptions batchFirst(boolean batchFirst) {
    this.batchFirst = batchFirst;
    return this;
  }

  /** The number that fills up shorter sequences; 0 by default. */
  public UnpackOptions paddingValue(double paddingValue) {
    this.paddingValue = paddingValue;
    return this;
  }

  /** The length to which sequences are filled up; by default that of the longest. */
  public UnpackOptions totalLength(long totalLength) {
    this.totalLength = totalLength;
    return this;
  }
}
