package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A table of vectors that are looked up by index: {@index torch.nn.Embedding}. The vectors are
 * drawn from N(0, 1).
 *
 * <p>Weights: {@code weight} (num_embeddings, embedding_dim).
 *
 * <p>The <a href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/03-hello.ipynb">notebook
 * 03-hello</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var embedding = new Embedding(4, 3)) {
 *   System.out.println(Torch.repr(embedding.forward(Torch.tensor(2L, 0L))));
 * }
 * // tensor([[ 0.4033,  0.8380, -0.7193],
 * //         [ 1.5410, -0.2934, -2.1788]])
 * }</pre>
 */
public final class Embedding extends UnaryLayer {

  private final long numEmbeddings;
  private final long embeddingDim;
  private final @Nullable Long paddingIdx;
  private final @Nullable Number maxNorm;
  private final Number normType;
  private final boolean scaleGradByFreq;
  private final Parameter weight;

  /** A layer with torch's defaults: {@code torch.nn.Embedding(num_embeddings, embedding_dim)}. */
  public Embedding(long numEmbeddings, long embeddingDim) {
    this(builder(numEmbeddings, embeddingDim));
  }

  private Embedding(Builder options) {
    numEmbeddings = options.numEmbeddings;
    embeddingDim = options.embeddingDim;
    Tensors.requireNotNegative(numEmbeddings, embeddingDim);
    paddingIdx = options.paddingIdx == null ? null : position(options.paddingIdx);
    maxNorm = options.maxNorm;
    normType = options.normType;
    scaleGradByFreq = options.scaleGradByFreq;
    weight = addParameter("weight", options.dtype, options.device, numEmbeddings, embeddingDim);
    resetParameters();
  }

  private Embedding(NDArray embeddings, boolean freeze) {
    Builder options = new Builder(embeddings.size(0), embeddings.size(1));
    numEmbeddings = options.numEmbeddings;
    embeddingDim = options.embeddingDim;
    paddingIdx = null;
    maxNorm = null;
    normType = options.normType;
    scaleGradByFreq = false;
    registerParameter("weight", embeddings).setRequiresGradient(!freeze);
    weight = registry().parameter("weight");
  }

  /** {@link #fromPretrained(NDArray, boolean)}, frozen. */
  public static Embedding fromPretrained(NDArray embeddings) {
    return fromPretrained(embeddings, true);
  }

  /**
   * A layer of given vectors: {@code torch.nn.Embedding.from_pretrained(embeddings, freeze)}.
   *
   * @param embeddings (num_embeddings, embedding_dim), which is the layer's from now on
   * @param freeze whether the vectors are not trained
   * @throws IllegalArgumentException with torch's message if the rank or the type is wrong
   */
  public static Embedding fromPretrained(NDArray embeddings, boolean freeze) {
    checkPretrained(embeddings, !freeze);
    return new Embedding(embeddings, freeze);
  }

  /** Refuses an array that can be no table of vectors, or if it is to be trained no integers. */
  static void checkPretrained(NDArray embeddings, boolean trained) {
    if (Tensors.usable("embeddings", embeddings).getShape().dimension() != 2) {
      throw new IllegalArgumentException("Embeddings parameter is expected to be 2-dimensional");
    }
    if (trained && !embeddings.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "Only Tensors of floating point and complex dtype can require gradients");
    }
  }

  private long position(long index) {
    if (index < -numEmbeddings || index >= numEmbeddings) {
      throw new IllegalArgumentException("Padding_idx must be within num_embeddings");
    }
    return index < 0 ? numEmbeddings + index : index;
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
    if (paddingIdx != null) {
      Kernels.update("zero_row_", weight(), paddingIdx);
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

  /** The index whose vector gets no gradient, or null: {@code padding_idx}. */
  public @Nullable Long paddingIdx() {
    return paddingIdx;
  }

  /** The vectors, of (num_embeddings, embedding_dim). */
  public NDArray weight() {
    return value(weight);
  }

  /** {@code embedding.weight = weight}; see {@link #setParameter}. */
  public void weight(NDArray weight) {
    setParameter("weight", weight);
  }

  /**
   * Looks vectors up: {@code output = embedding(input)}. On a GPU an index out of range is CUDA's
   * to find, as in torch.
   *
   * @param input indices of any shape, int64 or int32
   * @return (..., embedding_dim), which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if the type, an index or the device is
   *     wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    check(input, weight(), maxNorm != null);
    NDArray table = weights.of(weight);
    if (maxNorm != null) {
      Kernels.update(
          "embedding_renorm_", table, input, maxNorm.doubleValue(), normType.doubleValue());
    }
    long padding = paddingIdx == null ? -1 : paddingIdx;
    return Kernels.call(input.getManager(), "embedding", table, input, padding, scaleGradByFreq);
  }

  /** Refuses an array that has no indices into a table of (num_embeddings, embedding_dim). */
  static void check(NDArray input, NDArray table, boolean renormalized) {
    long numEmbeddings = table.getShape().get(0);
    checkType(input, table, renormalized);
    if (numEmbeddings == 0 && !input.isEmpty()) {
      throw new IllegalArgumentException(
          "index_select(): self indexing axis dim should be positive");
    }
    if (ArrayChecks.firstIndex(input, index -> index < 0 || index >= numEmbeddings).isPresent()) {
      throw new IllegalArgumentException("index out of range in self");
    }
  }

  /**
   * Refuses an array that is none of integers, or on another device than a table; if rows are to be
   * shortened, indices of no row, counted from the end if negative.
   */
  static void checkType(NDArray input, NDArray table, boolean renormalized) {
    DataType type = Tensors.usable("input", input).getDataType();
    if (type != DataType.INT64 && type != DataType.INT32) {
      throw new IllegalArgumentException(
          ("Expected tensor for argument #%s 'indices' to have one of the following scalar types:"
                  + " Long, Int; but got %s instead (while checking arguments for embedding%s)")
              .formatted(renormalized ? 2 : 1, typeName(input), renormalized ? "_renorm_" : ""));
    }
    ArrayChecks.requireSameDevice("parameter", input, table);
    if (renormalized) {
      checkRows(input, table.getShape());
    }
  }

  /** Refuses indices as torch does when it takes the rows to shorten: the least first. */
  private static void checkRows(NDArray input, Shape table) {
    long numEmbeddings = table.get(0);
    OptionalLong row = ArrayChecks.leastIndex(input, i -> i < -numEmbeddings || i >= numEmbeddings);
    if (row.isPresent()) {
      throw new IllegalArgumentException(
          "select(): index %s out of range for tensor of size [%s, %s] at dimension 0"
              .formatted(row.getAsLong(), numEmbeddings, table.get(1)));
    }
  }

  private static String typeName(NDArray array) {
    boolean gpu = array.getDevice().isGpu();
    if (array.getDataType() == DataType.BOOLEAN) {
      return gpu ? "CUDABoolType" : "CPUBoolType";
    }
    return (gpu ? "torch.cuda." : "torch.") + TorchText.scalarType(array.getDataType()) + "Tensor";
  }

  @Override
  Shape outputShape(Shape input) {
    return input.add(embeddingDim);
  }

  @Override
  protected String extraRepr() {
    return numEmbeddings
        + ", "
        + embeddingDim
        + (paddingIdx == null ? "" : ", padding_idx=" + paddingIdx)
        + (maxNorm == null ? "" : ", max_norm=" + PythonNumber.repr(maxNorm))
        + (normType.doubleValue() == 2 ? "" : ", norm_type=" + PythonNumber.repr(normType))
        + (scaleGradByFreq ? ", scale_grad_by_freq=True" : "");
  }

  /** The options of {@link Embedding}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long numEmbeddings;
    private final long embeddingDim;
    private @Nullable Long paddingIdx;
    private @Nullable Number maxNorm;
    private Number normType = 2.0;
    private boolean scaleGradByFreq;

    private Builder(long numEmbeddings, long embeddingDim) {
      this.numEmbeddings = numEmbeddings;
      this.embeddingDim = embeddingDim;
    }

    /**
     * The index whose vector starts as zeros and gets no gradient, counted from the end if
     * negative; null by default.
     */
    public Builder paddingIdx(long paddingIdx) {
      this.paddingIdx = paddingIdx;
      return this;
    }

    /**
     * The norm to which longer vectors are scaled, in place, when looked up; unlimited by default.
     */
    public Builder maxNorm(double maxNorm) {
      this.maxNorm = maxNorm;
      return this;
    }

    /** {@link #maxNorm(double)} of an int, which is printed as one. */
    public Builder maxNorm(long maxNorm) {
      this.maxNorm = maxNorm;
      return this;
    }

    /** The p of the norm that {@link #maxNorm(double)} bounds; 2 by default. */
    public Builder normType(double normType) {
      this.normType = normType;
      return this;
    }

    /** {@link #normType(double)} of an int, which is printed as one. */
    public Builder normType(long normType) {
      this.normType = normType;
      return this;
    }

    /** Whether a vector's gradient is divided by how often it was looked up; false by default. */
    public Builder scaleGradByFreq(boolean scaleGradByFreq) {
      this.scaleGradByFreq = scaleGradByFreq;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Embedding build() {
      return new Embedding(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
