package io.github.torchrnn.nn;

/** The keyword arguments of {@link RNNUtils}, with torch's defaults. */
public final class PackOptions {

  boolean batchFirst;
  boolean enforceSorted = true;
  double paddingValue;
  String paddingSide = "right";
  Long totalLength;

  /**
   * Whether padded arrays are (batch, seq, ...) rather than (seq, batch, ...); false by default.
   */
  public PackOptions batchFirst(boolean batchFirst) {
    this.batchFirst = batchFirst;
    return this;
  }

  /** Whether sequences come longest first and others are refused; true by default. */
  public PackOptions enforceSorted(boolean enforceSorted) {
    this.enforceSorted = enforceSorted;
    return this;
  }

  /** The number that fills up shorter sequences; 0 by default. */
  public PackOptions paddingValue(double paddingValue) {
    this.paddingValue = paddingValue;
    return this;
  }

  /** Where shorter sequences are filled up: {@code "right"}, the default, or {@code "left"}. */
  public PackOptions paddingSide(String paddingSide) {
    this.paddingSide = paddingSide;
    return this;
  }

  /** The length to which sequences are filled up; by default that of the longest. */
  public PackOptions totalLength(long totalLength) {
    this.totalLength = totalLength;
    return this;
  }
}
