package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import org.jspecify.annotations.Nullable;

/**
 * The result {@code (attn_output, attn_output_weights)} of a {@link MultiheadAttention}.
 *
 * @param output of the query's shape: (L, N, E), with batchFirst (N, L, E), or unbatched (L, E)
 * @param weights how much each query looks at each key: (N, L, S), or unbatched (L, S), of each
 *     head (N, num_heads, L, S), or (num_heads, L, S); null if they were not needed
 */
public record AttentionOutput(NDArray output, @Nullable NDArray weights) implements AutoCloseable {

  static AttentionOutput of(NDArray... results) {
    return new AttentionOutput(results[0], results.length == 1 ? null : results[1]);
  }

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    output.close();
    if (weights != null) {
      weights.close();
    }
  }

  /** The text that Python prints: a tuple. */
  @Override
  public String toString() {
    String second = weights == null ? "None" : Torch.repr(weights);
    return "(" + Torch.repr(output) + ", " + second + ")";
  }
}
