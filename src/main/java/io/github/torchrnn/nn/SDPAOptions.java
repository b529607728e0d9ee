package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Functional#scaledDotProductAttention}, with torch's defaults. */
public final class SDPAOptions {

  @Nullable NDArray attnMask;
  double dropoutP;
  boolean isCausal;

  /** Null for 1 / sqrt(E). */
  @Nullable Double scale;

  boolean enableGqa;

  /**
   * A mask whose shape broadcasts to (N, ..., L, S): bool, true where a query may look at a key, or
   * of the query's type, added to the scores; null by default, for none.
   */
  public SDPAOptions attnMask(@Nullable NDArray attnMask) {
    this.attnMask = attnMask;
    return this;
  }

  /**
   * The probability that a weight is set to zero, whether or not a network is in training mode; 0
   * by default.
   */
  public SDPAOptions dropoutP(double dropoutP) {
    this.dropoutP = dropoutP;
    return this;
  }

  /** Whether query i looks at no key after the i-th; false by default. Not with a mask. */
  public SDPAOptions isCausal(boolean isCausal) {
    this.isCausal = isCausal;
    return this;
  }

  /** The factor of the scores; 1 / sqrt(E) by default, or for null. */
  public SDPAOptions scale(@Nullable Double scale) {
    this.scale = scale;
    return this;
  }

  /**
   * Whether several heads of the queries, the third axis from the end, share one of the keys and
   * values; false by default.
   */
  public SDPAOptions enableGqa(boolean enableGqa) {
    this.enableGqa = enableGqa;
    return this;
  }
}
