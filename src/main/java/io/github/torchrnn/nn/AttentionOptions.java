package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link MultiheadAttention#forward}, with torch's defaults. */
public final class AttentionOptions {

  @Nullable NDArray keyPaddingMask;
  boolean needWeights = true;
  @Nullable NDArray attnMask;
  boolean averageAttnWeights = true;
  boolean isCausal;

  /**
   * The keys to leave out, of (N, S), or unbatched (S): bool, true at padding, or floating, added
   * to the scores; null by default, for none.
   */
  public AttentionOptions keyPaddingMask(@Nullable NDArray keyPaddingMask) {
    this.keyPaddingMask = keyPaddingMask;
    return this;
  }

  /** Whether to return the weights; true by default. It is faster without. */
  public AttentionOptions needWeights(boolean needWeights) {
    this.needWeights = needWeights;
    return this;
  }

  /**
   * The keys that a query may not look at, of (L, S), or (N * num_heads, L, S): bool, true where it
   * may not, or floating, added to the scores; null by default, for none.
   */
  public AttentionOptions attnMask(@Nullable NDArray attnMask) {
    this.attnMask = attnMask;
    return this;
  }

  /** Whether the weights are the mean of all heads; true by default. */
  public AttentionOptions averageAttnWeights(boolean averageAttnWeights) {
    this.averageAttnWeights = averageAttnWeights;
    return this;
  }

  /**
   * Says that {@link #attnMask}, which has to be given, is that of causal attention, for which
   * there is a faster way; false by default.
   */
  public AttentionOptions isCausal(boolean isCausal) {
    this.isCausal = isCausal;
    return this;
  }
}
