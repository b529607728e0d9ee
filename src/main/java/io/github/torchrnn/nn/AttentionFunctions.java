package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;

/** Attention: the part of {@link Functional} that weighs values by how keys fit to queries. */
abstract class AttentionFunctions extends LossFunctions {

  AttentionFunctions() {}

  /** {@link #scaledDotProductAttention(NDArray, NDArray, NDArray, SDPAOptions)} with defaults. */
  public static NDArray scaledDotProductAttention(NDArray query, NDArray key, NDArray value) {
    return scaledDotProductAttention(query, key, value, new SDPAOptions());
  }

  /**
   * Means of values, weighted by how their keys fit to each query: {@code
   * scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, is_causal, scale,
   * enable_gqa)}.
   *
   * <pre>{@code softmax(query key^T / sqrt(E) + mask) value}</pre>
   *
   * @param query (N, ..., L, E), floating
   * @param key (N, ..., S, E)
   * @param value (N, ..., S, Ev)
   * @return (N, ..., L, Ev), which belongs to the query's manager
   * @throws IllegalArgumentException with torch's message if a shape or a type is wrong
   */
  public static NDArray scaledDotProductAttention(
      NDArray query, NDArray key, NDArray value, SDPAOptions options) {
    Objects.requireNonNull(options, "options is null");
    Tensors.usable("query", query);
    Tensors.usable("key", key);
    Tensors.usable("value", value);
    requireUsable(options.attnMask);
    if (options.enableGqa && (hasNoHeads(key) || hasNoHeads(value))) {
      throw new IllegalArgumentException( // where LibTorch would divide by zero
          "Number of heads in key and value must divide the number of heads in");
    }
    return Functions.call(
        query.getManager(),
        "scaled_dot_product_attention",
        query,
        key,
        value,
        options.attnMask,
        options.dropoutP,
        options.isCausal,
        options.scale,
        options.enableGqa);
  }

  private static boolean hasNoHeads(NDArray array) {
    Shape shape = array.getShape();
    return shape.dimension() >= 3 && shape.get(shape.dimension() - 3) == 0;
  }
}
