package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks of what a {@link MultiheadAttention} is given, in torch's order and words. The shapes are
 * of (length, batch, features), or unbatched (length, features).
 */
final class AttentionChecks {

  private static final Logger LOGGER = LoggerFactory.getLogger(MultiheadAttention.class);

  private AttentionChecks() {}

  /** Refuses masks of integers. */
  static void masks(AttentionOptions options) {
    NDArray padding = options.keyPaddingMask;
    NDArray mask = options.attnMask;
    requireMask("key_padding_mask", padding);
    if (padding != null && mask != null) {
      if (Tensors.usable("attn_mask", mask).getDataType() != padding.getDataType()) {
        LOGGER.warn(
            "Support for mismatched key_padding_mask and attn_mask is deprecated. Use same type for"
                + " both instead.");
      }
    }
    requireMask("attn_mask", mask);
  }

  private static void requireMask(String name, @Nullable NDArray mask) {
    if (mask != null) {
      DataType type = Tensors.usable(name, mask).getDataType();
      require(
          type == DataType.BOOLEAN || type.isFloating(),
          "only bool and floating types of " + name + " are supported");
    }
  }

  /** Refuses ranks that do not go together. */
  static void ranks(Shape query, Shape key, Shape value, AttentionOptions options, long heads) {
    int rank = query.dimension();
    require(
        rank == 2 || rank == 3,
        "query should be unbatched 2D or batched 3D tensor but received %s-D query tensor",
        rank);
    String kind = rank == 3 ? "batched (3-D)" : "unbatched (2-D)";
    require(
        key.dimension() == rank && value.dimension() == rank,
        "For %s `query`, expected `key` and `value` to be %s-D but found %s-D and %s-D tensors respectively",
        kind,
        rank,
        key.dimension(),
        value.dimension());
    if (options.keyPaddingMask != null) {
      int padding = options.keyPaddingMask.getShape().dimension();
      require(
          padding == rank - 1,
          "For %s `query`, expected `key_padding_mask` to be `None` or %s-D but found %s-D tensor instead",
          kind,
          rank - 1,
          padding);
    }
    if (options.attnMask != null) {
      Shape mask = options.attnMask.getShape();
      require(
          mask.dimension() == 2 || mask.dimension() == 3,
          "For %s `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found %s-D tensor instead",
          kind,
          mask.dimension());
      if (rank == 2 && mask.dimension() == 3) {
        Shape expected = new Shape(heads, query.get(0), key.get(0));
        require(
            mask.equals(expected),
            "Expected `attn_mask` shape to be %s but got %s",
            TorchText.tuple(expected.getShape()),
            TorchText.size(mask));
      }
    }
  }

  /** Refuses sizes that do not go together, of batched inputs. */
  static void sizes(Shape query, Shape key, Shape value, MultiheadAttention layer) {
    long features = query.get(2);
    require(
        features == layer.embedDim(),
        "was expecting embedding dimension of %s, but got %s",
        layer.embedDim(),
        features);
    if (layer.inProjWeight() != null) {
      require(
          key.equals(value),
          "key shape %s does not match value shape %s",
          TorchText.size(key),
          TorchText.size(value));
      return;
    }
    require(
        key.slice(0, 2).equals(value.slice(0, 2)),
        "key's sequence and batch dims %s do not match value's %s",
        TorchText.size(key.slice(0, 2)),
        TorchText.size(value.slice(0, 2)));
    requireFeatures("key", key.get(2), features, layer.kProjWeight());
    requireFeatures("value", value.get(2), features, layer.vProjWeight());
  }

  private static void requireFeatures(String name, long found, long features, NDArray weight) {
    require(
        weight.getShape().get(1) == found,
        "expecting %s weights shape of %s, but got %s",
        name,
        TorchText.tuple(features, found),
        TorchText.size(weight.getShape()));
  }

  /**
   * Refuses masks of other sizes than the scores'.
   *
   * @param added how many keys the layer adds
   */
  static void maskSizes(Shape query, Shape key, AttentionMasks masks, long heads, int added) {
    NDArray padding = masks.padding();
    NDArray mask = masks.mask();
    long batch = query.get(1);
    if (mask != null) {
      Shape shape = mask.getShape();
      long[] expected = {batch * heads, query.get(0), key.get(0)};
      Shape wanted = new Shape(expected).slice(3 - shape.dimension());
      require(
          shape.equals(wanted),
          "The shape of the %sD attn_mask is %s, but should be %s.",
          shape.dimension(),
          TorchText.size(shape),
          TorchText.tuple(wanted.getShape()));
    }
    if (padding != null) {
      String expected = "Expected key_padded_mask.shape[%s] to be %s, but got %s";
      Shape shape = padding.getShape();
      require(shape.get(0) == batch, expected, 0, batch, shape.get(0));
      require(shape.get(1) == key.get(0), expected, 1, key.get(0) + added, shape.get(1) + added);
    }
  }

  private static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
