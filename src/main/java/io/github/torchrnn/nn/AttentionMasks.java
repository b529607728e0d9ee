package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import org.jspecify.annotations.Nullable;

/**
 * The masks of a {@link MultiheadAttention} as LibTorch takes them: numbers to be added to scores.
 *
 * @param padding of (batch, keys), or null
 * @param mask of (queries, keys), or (batch * heads, queries, keys), or null
 * @param isCausal whether LibTorch masks what comes later by itself
 */
record AttentionMasks(@Nullable NDArray padding, @Nullable NDArray mask, boolean isCausal) {

  /** The masks of a call; the type is the scores'. */
  static AttentionMasks of(AttentionOptions options, DataType type, boolean batched) {
    NDArray padding = options.keyPaddingMask;
    NDArray mask = options.attnMask;
    if (options.isCausal && mask == null) {
      throw new IllegalArgumentException(
          "Need attn_mask if specifying the is_causal hint. You may use the Transformer module"
              + " method `generate_square_subsequent_mask` to create this mask.");
    }
    boolean causal = options.isCausal && padding == null && !options.needWeights;
    mask = causal ? null : added(mask, type);
    padding = added(padding, type);
    padding = padding == null || batched ? padding : Torch.unsqueeze(padding, 0);
    return new AttentionMasks(padding, mask, causal);
  }

  /** A mask as numbers to be added: minus infinity where it is true. */
  private static @Nullable NDArray added(@Nullable NDArray mask, DataType type) {
    if (mask == null || mask.getDataType() != DataType.BOOLEAN) {
      return mask;
    }
    return Torch.to(Torch.where(mask, Double.NEGATIVE_INFINITY, 0.0), type);
  }
}
