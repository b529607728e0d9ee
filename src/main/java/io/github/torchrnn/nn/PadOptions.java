package io.github.torchrnn.nn;

import java.util.Objects;

/**
 * The keyword arguments of {@link RNNUtils#padSequence(java.util.List, PadOptions)}, with torch's
 * defaults.
 */
public final class PadOptions {

  boolean batchFirst;
  double paddingValue;
  String paddingSide = "right";

  /** Whether the result is (batch, seq, ...) rather than (seq, batch, ...); false by default. */
  public PadOptions batchFirst(boolean batchFirst) {
    this.batchFirst = batchFirst;
    return this;
  }

  /** The number that fills up shorter sequences; 0 by default. */
  public PadOptions paddingValue(double paddingValue) {
    this.paddingValue = paddingValue;
    return this;
  }

  /** Where shorter sequences are filled up: {@code "right"}, the default, or {@code "left"}. */
  public PadOptions paddingSide(String paddingSide) {
    this.paddingSide = Objects.requireNonNull(paddingSide, "padding_side is null");
    return this;
  }
}
