package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sums, means or maxima of bags of a table's vectors: {@index torch.nn.EmbeddingBag}. The vectors
 * are drawn from N(0, 1). Gradients are dense: there is no {@code sparse}.
 *
 * <p>Weights: {@code weight} (num_embeddings, embedding_dim).
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var bag = new EmbeddingBag(4, 3)) {
 *   NDArray words = Torch.tensor(2L, 0L, 1L); // the bags begin at 0 and 2
 *   System.out.println(Torch.repr(bag.forward(words, Torch.tensor(0L, 2L))));
 * }
 * // tensor([[ 0.9722,  0.2723, -1.4490],
 * //         [ 0.5684, -1.0845, -1.3986]])
 * }</pre>
 */
public final class EmbeddingBag extends UnaryLayer {

  private final long numEmbeddings;
  private final long embeddingDim;
  private final EmbeddingBagOptions options;
  private final Parameter weight;

  /**
   * A layer with torch's defaults: {@code torch.nn.EmbeddingBag(num_embeddings, embedding_dim)}.
   */
  public EmbeddingBag(long numEmbeddings, long embeddingDim) {
    this(builder(numEmbeddings, embeddingDim));
  }

  private EmbeddingBag(Builder builder) {
    numEmbeddings = builder.numEmbeddings;
    embeddingDim = builder.embeddingDim;
    options = positive(builder.options, numEmbeddings);
    Tensors.requireNotNegative(numEmbeddings, embeddingDim);
    weight = addParameter("weight", builder.dtype, builder.device, numEmbeddings, embeddingDim);
    resetParameters();
  }

  private EmbeddingBag(NDArray embeddings, boolean freeze, EmbeddingBagOptions options) {
    numEmbeddings = embeddings.size(0);
    embeddingDim = embeddings.size(1);
    this.options = positive(options, numEmbeddings);
    registerParameter("weight", embeddings).setRequiresGradient(!freeze);
    weight = registry().parameter("weight");
  }

  /** A copy of the options with a padding that is counted from the start. */
  private static EmbeddingBagOptions positive(EmbeddingBagOptions given, long numEmbeddings) {
    EmbeddingBagOptions options = new EmbeddingBagOptions(given);
    Long padding = options.paddingIdx;
    if (padding != null) {
      if (padding != 0 && (padding < -numEmbeddings || padding >= numEmbeddings)) {
        throw new IllegalArgumentException("padding_idx must be within num_embeddings");
      }
      if (numEmbeddings == 0) {
        throw new IllegalArgumentException("index 0 is out of bounds for dimension 0 with size 0");
      }
      options.paddingIdx = padding < 0 ? numEmbeddings + padding : padding;
    }
    return options;
  }

  /** {@link #fromPretrained(NDArray, boolean, EmbeddingBagOptions)} of means, frozen. */
  public static EmbeddingBag fromPretrained(NDArray embeddings) {
    return fromPretrained(embeddings, true, new EmbeddingBagOptions());
  }

  /**
   * A layer of given vectors: {@code torch.nn.EmbeddingBag.from_pretrained(embeddings, freeze,
   * ...)}.
   *
   * @param embeddings (num_embeddings, embedding_dim), which is the layer's from now on
   * @param freeze whether the vectors are not trained
   * @param options all but {@code perSampleWeights}, which forward takes
   * @throws IllegalArgumentException with torch's message if the rank or an option is wrong
   */
  public static EmbeddingBag fromPretrained(
      NDArray embeddings, boolean freeze, EmbeddingBagOptions options) {
    Objects.requireNonNull(options, "options is null");
    Embedding.checkPretrained(embeddings, true); // which torch's is before it is frozen
    return new EmbeddingBag(embeddings, freeze, options);
  }

  /**
   * Options of a layer.
   *
   * @param numEmbeddings the number of vectors
   * @param embeddingDim the size of each
   */
  public static Builder builder(long numEmbeddings, long embeddingDim) {
    return new Builder(numEmbeddings, embeddingDim);
  }

  /** Draws the vectors anew; that of the padding is zero. */
  public void resetParameters() {
    Init.normal_(weight());
    if (options.paddingIdx != null) {
      Kernels.update("zero_row_", weight(), options.paddingIdx);
    }
  }

  /** The number of vectors: {@code num_embeddings}. */
  public long numEmbeddings() {
    return numEmbeddings;
  }

  /** The size of each vector: {@code embedding_dim}. */
  public long embeddingDim() {
    return embeddingDim;
  }

  /** What a bag's vectors become, "sum", "mean" or "max": {@code mode}. */
  public String mode() {
    return options.mode;
  }

  /** The index whose vector is no part of a bag, or null: {@code padding_idx}. */
  public @Nullable Long paddingIdx() {
    return options.paddingIdx;
  }

  /** The vectors, of (num_embeddings, embedding_dim). */
  public NDArray weight() {
    return value(weight);
  }

  /**
   * Bags of one size: {@code output = bag(input)}.
   *
   * @param input indices of (B, N), int64 or int32: a bag in each row
   * @return (B, embedding_dim), which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if the rank, type, an index or the device
   *     is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  /** {@link #forward(NDArray, NDArray, NDArray)} without factors. */
  public NDArray forward(NDArray input, @Nullable NDArray offsets) {
    return forward(input, offsets, null);
  }

  /**
   * Bags of several sizes: {@code output = bag(input, offsets, per_sample_weights)}. On a GPU wrong
   * indices and offsets are CUDA's to find, as in torch.
   *
   * @param input indices of (N), int64 or int32, the bags one after the other; or of (B, N)
   * @param offsets where each bag starts, of (B), the first 0 and none less than the one before; of
   *     a layer with {@code includeLastOffset} (B + 1), the last where the last bag ends; null for
   *     an input of (B, N)
   * @param perSampleWeights factors of the vectors, of the input's shape, for sums; null for none
   * @return (B, embedding_dim), zeros for empty bags
   * @throws IllegalArgumentException with torch's message if a shape, type, index or offset is
   *     wrong
   */
  public NDArray forward(
      NDArray input, @Nullable NDArray offsets, @Nullable NDArray perSampleWeights) {
    return whileOpen(() -> run(input, offsets, perSampleWeights, weight()));
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return run(input, null, null, weights.of(weight));
  }

  private NDArray run(
      NDArray input, @Nullable NDArray offsets, @Nullable NDArray factors, NDArray table) {
    EmbeddingBagOptions all = new EmbeddingBagOptions(options);
    all.perSampleWeights = factors;
    return new EmbeddingBags(input, table, offsets, all).run();
  }

  @Override
  Shape outputShape(Shape input) {
    return new Shape(input.get(0), embeddingDim);
  }

  @Override
  protected String extraRepr() {
    Number norm = options.normType;
    return numEmbeddings
        + ", "
        + embeddingDim
        + (options.maxNorm == null ? "" : ", max_norm=" + PythonNumber.repr(options.maxNorm))
        + (norm.doubleValue() == 2 ? "" : ", norm_type=" + PythonNumber.repr(norm))
        + (options.scaleGradByFreq ? ", scale_grad_by_freq=True" : "")
        + ", mode='"
        + options.mode
        + "'"
        + (options.paddingIdx == null ? "" : ", padding_idx=" + options.paddingIdx);
  }

  /** The options of {@link EmbeddingBag}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long numEmbeddings;
    private final long embeddingDim;
    private final EmbeddingBagOptions options = new EmbeddingBagOptions();

    private Builder(long numEmbeddings, long embeddingDim) {
      this.numEmbeddings = numEmbeddings;
      this.embeddingDim = embeddingDim;
    }

    /**
     * The norm to which longer vectors are scaled, in place, when looked up; unlimited by default.
     */
    public Builder maxNorm(double maxNorm) {
      options.maxNorm = maxNorm;
      return this;
    }

    /** {@link #maxNorm(double)} of an int, which is printed as one. */
    public Builder maxNorm(long maxNorm) {
      options.maxNorm = maxNorm;
      return this;
    }

    /** The p of the norm that {@link #maxNorm(double)} bounds; 2 by default. */
    public Builder normType(double normType) {
      options.normType = normType;
      return this;
    }

    /** {@link #normType(double)} of an int, which is printed as one. */
    public Builder normType(long normType) {
      options.normType = normType;
      return this;
    }

    /** Whether a vector's gradient is divided by how often it was looked up; false by default. */
    public Builder scaleGradByFreq(boolean scaleGradByFreq) {
      options.scaleGradByFreq(scaleGradByFreq);
      return this;
    }

    /**
     * What a bag's vectors become: {@code "mean"}, the default, {@code "sum"} or {@code "max"}. As
     * in torch, forward refuses another.
     */
    public Builder mode(String mode) {
      options.mode(mode);
      return this;
    }

    /** Whether the last offset is the end of the last bag, not a start; false by default. */
    public Builder includeLastOffset(boolean includeLastOffset) {
      options.includeLastOffset(includeLastOffset);
      return this;
    }

    /**
     * The index whose vector starts as zeros and is no part of a bag, counted from the end if
     * negative; none by default.
     */
    public Builder paddingIdx(long paddingIdx) {
      options.paddingIdx(paddingIdx);
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public EmbeddingBag build() {
      return new EmbeddingBag(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
