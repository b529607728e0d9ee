package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Normalization, and the functions of {@link Linear} and {@link Embedding}: the part of {@link
 * Functional} that works on vectors.
 */
abstract class NormalizationFunctions {

  NormalizationFunctions() {}

  /** Normalized last axes: {@code layer_norm(input, normalized_shape)}. */
  public static NDArray layerNorm(NDArray input, long... normalizedShape) {
    return layerNorm(input, normalizedShape, null, null, 1e-5);
  }

  /**
   * Normalized last axes, of mean 0 and variance 1: {@code layer_norm(input, normalized_shape,
   * weight, bias, eps)}.
   *
   * @param input (..., normalized_shape)
   * @param weight factors of normalized_shape, or null
   * @param bias summands of normalized_shape, or null
   * @param eps the summand of the variance
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  public static NDArray layerNorm(
      NDArray input,
      long[] normalizedShape,
      @Nullable NDArray weight,
      @Nullable NDArray bias,
      double eps) {
    Tensors.usable("input", input);
    Objects.requireNonNull(normalizedShape, "normalized_shape is null");
    requireUsable(weight, bias);
    return Functions.call(
        input.getManager(), "layer_norm", input, normalizedShape, weight, bias, eps);
  }

  /** Normalized channels by given statistics: {@code batch_norm(input, mean, var)}. */
  public static NDArray batchNorm(NDArray input, NDArray runningMean, NDArray runningVar) {
    return batchNorm(input, runningMean, runningVar, null, null, false, 0.1, 1e-5);
  }

  /**
   * Normalized channels: {@code batch_norm(input, running_mean, running_var, weight, bias,
   * training, momentum, eps)}.
   *
   * @param input (N, C, ...)
   * @param runningMean (C), which training moves towards the batch's mean; null for none
   * @param runningVar (C), which training moves towards the batch's variance; null for none
   * @param weight factors of (C), or null
   * @param bias summands of (C), or null
   * @param training whether the batch's own statistics are taken
   * @param momentum how far the running statistics move
   * @param eps the summand of the variance
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if a size, type or eps is wrong
   */
  public static NDArray batchNorm(
      NDArray input,
      @Nullable NDArray runningMean,
      @Nullable NDArray runningVar,
      @Nullable NDArray weight,
      @Nullable NDArray bias,
      boolean training,
      double momentum,
      double eps) {
    Tensors.usable("input", input);
    requireUsable(runningMean, runningVar, weight, bias);
    requireBatch(input, training, eps);
    return Functions.call(
        input.getManager(),
        "batch_norm",
        input,
        runningMean,
        runningVar,
        weight,
        bias,
        training,
        momentum,
        eps);
  }

  /** Refuses what {@code torch.nn.functional.batch_norm} itself does. */
  static void requireBatch(NDArray input, boolean training, double eps) {
    Shape shape = input.getShape();
    if (training) {
      if (shape.dimension() == 0) {
        throw new IllegalArgumentException("tuple index out of range");
      }
      if (shape.get(0) * shape.slice(Math.min(2, shape.dimension())).size() == 1) {
        throw new IllegalArgumentException(
            "Expected more than 1 value per channel when training, got input size "
                + TorchText.size(shape));
      }
    }
    if (training && eps <= 0) {
      throw new IllegalArgumentException(
          "batch_norm eps must be positive during training, but got " + PythonNumber.repr(eps));
    }
    if (eps < 0) {
      throw new IllegalArgumentException(
          "batch_norm eps must be non-negative, but got " + PythonNumber.repr(eps));
    }
  }

  /** Refuses another number of channels, before a batch is counted. */
  static void requireFeatures(NDArray input, long features) {
    long channels = input.getShape().get(1);
    if (channels != features) {
      throw new IllegalArgumentException(
          "running_mean should contain %s elements not %s".formatted(channels, features));
    }
  }

  /** Normalized groups of channels: {@code group_norm(input, num_groups)}. */
  public static NDArray groupNorm(NDArray input, long numGroups) {
    return groupNorm(input, numGroups, null, null, 1e-5);
  }

  /**
   * Groups of channels, of mean 0 and variance 1 in each example: {@code group_norm(input,
   * num_groups, weight, bias, eps)}.
   *
   * @param input (N, C, ...)
   * @param numGroups the number of groups, a divisor of C
   * @param weight factors of (C), or null
   * @param bias summands of (C), or null
   * @param eps the summand of the variance
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  public static NDArray groupNorm(
      NDArray input, long numGroups, @Nullable NDArray weight, @Nullable NDArray bias, double eps) {
    Shape shape = Tensors.usable("input", input).getShape();
    requireUsable(weight, bias);
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException(
          "Expected at least 2 dimensions for input tensor but received " + shape.dimension());
    }
    if (numGroups == 0) {
      throw new IllegalArgumentException("integer division or modulo by zero");
    }
    Shape rest = shape.slice(2);
    long size = Math.floorDiv(shape.get(0) * shape.get(1), numGroups);
    if (size == 1 && rest.size() == 1) {
      throw new IllegalArgumentException(
          "Expected more than 1 value per channel when training, got input size "
              + TorchText.sizes(new Shape(size, numGroups).addAll(rest).getShape()));
    }
    return Functions.call(input.getManager(), "group_norm", input, numGroups, weight, bias, eps);
  }

  /** Vectors along axis 1 of norm 1: {@code normalize(input)}. */
  public static NDArray normalize(NDArray input) {
    return normalize(input, 2, 1);
  }

  /** Vectors along an axis of norm 1: {@code normalize(input, p, dim)}. */
  public static NDArray normalize(NDArray input, double p, int dim) {
    return normalize(input, p, dim, 1e-12);
  }

  /**
   * Vectors along an axis, divided by their norm: {@code normalize(input, p, dim, eps)}.
   *
   * @param input an array of any shape, floating
   * @param p the norm's exponent
   * @param dim the axis, counted from the end if negative
   * @param eps the least divisor
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if the axis or the type is wrong
   */
  public static NDArray normalize(NDArray input, double p, int dim, double eps) {
    Tensors.usable("input", input);
    return Functions.call(input.getManager(), "normalize", input, p, dim, eps);
  }

  /** The cosine of the angles along axis 1: {@code cosine_similarity(x1, x2)}. */
  public static NDArray cosineSimilarity(NDArray x1, NDArray x2) {
    return cosineSimilarity(x1, x2, 1, 1e-8);
  }

  /**
   * The cosine of the angles between vectors: {@code cosine_similarity(x1, x2, dim, eps)}.
   *
   * @param x1 an array of any shape, floating
   * @param x2 an array whose shape broadcasts with the first one's
   * @param dim the axis of the vectors, counted from the end if negative
   * @param eps the least norm by which is divided
   * @return an array of the common shape without that axis
   * @throws IllegalArgumentException with torch's message if a shape or a type is wrong
   */
  public static NDArray cosineSimilarity(NDArray x1, NDArray x2, int dim, double eps) {
    Tensors.usable("x1", x1);
    Tensors.usable("x2", x2);
    return Functions.call(x1.getManager(), "cosine_similarity", x1, x2, dim, eps);
  }

  /** {@code x A^T}: {@code linear(input, weight)}. */
  public static NDArray linear(NDArray input, NDArray weight) {
    return linear(input, weight, null);
  }

  /**
   * {@code x A^T + b}: {@code linear(input, weight, bias)}.
   *
   * @param input (..., in_features)
   * @param weight (out_features, in_features), or (in_features)
   * @param bias (out_features), or null
   * @return (..., out_features), or (...)
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  public static NDArray linear(NDArray input, NDArray weight, @Nullable NDArray bias) {
    Tensors.usable("input", input);
    Tensors.usable("weight", weight);
    requireUsable(bias);
    return Functions.call(input.getManager(), "linear", input, weight, bias);
  }

  /** {@code x1^T A x2}: {@code bilinear(input1, input2, weight)}. */
  public static NDArray bilinear(NDArray input1, NDArray input2, NDArray weight) {
    return bilinear(input1, input2, weight, null);
  }

  /**
   * {@code x1^T A x2 + b}: {@code bilinear(input1, input2, weight, bias)}.
   *
   * @param input1 (..., in1_features)
   * @param input2 (..., in2_features)
   * @param weight (out_features, in1_features, in2_features)
   * @param bias (out_features), or null
   * @return (..., out_features)
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  public static NDArray bilinear(
      NDArray input1, NDArray input2, NDArray weight, @Nullable NDArray bias) {
    Tensors.usable("input1", input1);
    Tensors.usable("input2", input2);
    Tensors.usable("weight", weight);
    requireUsable(bias);
    return Functions.call(input1.getManager(), "bilinear", input1, input2, weight, bias);
  }

  /** Rows of a table: {@code embedding(input, weight)}. */
  public static NDArray embedding(NDArray input, NDArray weight) {
    return embedding(input, weight, null, null, 2, false);
  }

  /**
   * Rows of a table: {@code embedding(input, weight, padding_idx, max_norm, norm_type,
   * scale_grad_by_freq)}.
   *
   * @param input indices of any shape, int64 or int32
   * @param weight (num_embeddings, embedding_dim)
   * @param paddingIdx the row that gets no gradient, or null
   * @param maxNorm the norm to which longer rows are scaled first, in place; null for none
   * @param normType the p of that norm
   * @param scaleGradByFreq whether a row's gradient is divided by how often it was looked up
   * @return (..., embedding_dim)
   * @throws IllegalArgumentException with torch's message if a shape, type or index is wrong
   */
  public static NDArray embedding(
      NDArray input,
      NDArray weight,
      @Nullable Long paddingIdx,
      @Nullable Double maxNorm,
      double normType,
      boolean scaleGradByFreq) {
    Tensors.usable("input", input);
    Shape table = Tensors.usable("weight", weight).getShape();
    long padding = -1;
    if (paddingIdx != null) {
      long rows = table.dimension() == 0 ? 0 : table.get(0);
      if (paddingIdx >= Math.max(1, rows) || paddingIdx < -rows) {
        throw new IllegalArgumentException("Padding_idx must be within num_embeddings");
      }
      padding = paddingIdx < 0 ? rows + paddingIdx : paddingIdx;
    }
    if (table.dimension() != 2) {
      throw new IllegalArgumentException("'weight' must be 2-D");
    }
    Embedding.check(input, weight, maxNorm != null);
    if (maxNorm != null) {
      Kernels.update("embedding_renorm_", weight, input, maxNorm, normType);
    }
    return Kernels.call(input.getManager(), "embedding", weight, input, padding, scaleGradByFreq);
  }

  /** Means of bags of a table's rows: {@code embedding_bag(input, weight, offsets)}. */
  public static NDArray embeddingBag(NDArray input, NDArray weight, @Nullable NDArray offsets) {
    return embeddingBag(input, weight, offsets, new EmbeddingBagOptions());
  }

  /**
   * Sums, means or maxima of bags of a table's rows: {@code embedding_bag(input, weight, offsets,
   * ...)}. There are no sparse gradients.
   *
   * @param input indices of (N), the bags one after the other, or of (B, N), int64 or int32
   * @param weight (num_embeddings, embedding_dim)
   * @param offsets where each bag starts, of (B); null for an input of (B, N)
   * @return (B, embedding_dim), zeros for empty bags
   * @throws IllegalArgumentException with torch's message if a shape, type, index or offset is
   *     wrong
   */
  public static NDArray embeddingBag(
      NDArray input, NDArray weight, @Nullable NDArray offsets, EmbeddingBagOptions options) {
    Objects.requireNonNull(options, "options is null");
    return new EmbeddingBags(input, weight, offsets, options).run();
  }

  static void requireUsable(@Nullable NDArray... optional) {
    for (NDArray array : optional) {
      if (array != null) {
        Tensors.usable("an argument", array);
      }
    }
  }
}
