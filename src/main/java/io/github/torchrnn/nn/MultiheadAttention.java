package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads, each on projections of its own: {@index torch.nn.MultiheadAttention}.
 *
 * <pre>{@code
 * head_i = softmax(Q_i K_i^T / sqrt(E / num_heads)) V_i
 * output = concat(head_1, ..., head_h) W_out^T + b_out
 * }</pre>
 *
 * <p>The projections Q, K and V are drawn by {@link Init#xavierUniform_}, all biases are zeros.
 *
 * <p>Weights: {@code in_proj_weight} (3 embed_dim, embed_dim), or {@code q_proj_weight}, {@code
 * k_proj_weight} and {@code v_proj_weight} (embed_dim, kdim or vdim) where kdim or vdim differ;
 * {@code in_proj_bias} (3 embed_dim); {@code out_proj.weight} (embed_dim, embed_dim), {@code
 * out_proj.bias} (embed_dim).
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/09-attention.ipynb">notebook
 * 09-attention</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var attention = new MultiheadAttention(4, 2)) {
 *   NDArray x = Torch.randn(3, 1, 4); // steps, batch, embed_dim
 *   AttentionOutput result = attention.forward(x, x, x);
 *   System.out.println(Torch.repr(result.weights()));
 * }
 * // tensor([[[0.3149, 0.4049, 0.2803],
 * //          [0.3181, 0.3441, 0.3378],
 * //          [0.3125, 0.3801, 0.3073]]])
 * }</pre>
 */
public final class MultiheadAttention extends TorchModule {

  private final long embedDim;
  private final long numHeads;
  private final double dropout;
  private final boolean addZeroAttn;
  private final boolean batchFirst;
  private final @Nullable Parameter inProjWeight;
  private final @Nullable Parameter qProjWeight;
  private final @Nullable Parameter kProjWeight;
  private final @Nullable Parameter vProjWeight;
  private final @Nullable Parameter inProjBias;
  private final @Nullable Parameter biasK;
  private final @Nullable Parameter biasV;
  private final Linear outProj;

  /** A layer with torch's defaults: {@code torch.nn.MultiheadAttention(embed_dim, num_heads)}. */
  public MultiheadAttention(long embedDim, long numHeads) {
    this(builder(embedDim, numHeads));
  }

  private MultiheadAttention(Builder options) {
    options.check();
    embedDim = options.embedDim;
    numHeads = options.numHeads;
    dropout = options.dropout;
    addZeroAttn = options.addZeroAttn;
    batchFirst = options.batchFirst;
    long keySize = Objects.requireNonNullElse(options.kdim, embedDim);
    long valueSize = Objects.requireNonNullElse(options.vdim, embedDim);
    Tensors.requireNotNegative(embedDim, keySize);
    Tensors.requireNotNegative(embedDim, valueSize);
    boolean packed = keySize == embedDim && valueSize == embedDim;
    long three = OptionChecks.times(3, embedDim);
    inProjWeight = packed ? parameter("in_proj_weight", options, three, embedDim) : null;
    qProjWeight = packed ? null : parameter("q_proj_weight", options, embedDim, embedDim);
    kProjWeight = packed ? null : parameter("k_proj_weight", options, embedDim, keySize);
    vProjWeight = packed ? null : parameter("v_proj_weight", options, embedDim, valueSize);
    inProjBias = options.bias ? parameter("in_proj_bias", options, three) : null;
    outProj =
        register(
            "out_proj",
            Linear.builder(embedDim, embedDim)
                .bias(options.bias)
                .dtype(options.dtype)
                .device(options.device)
                .name("NonDynamicallyQuantizableLinear")
                .build());
    biasK = options.addBiasKv ? parameter("bias_k", options, 1, 1, embedDim) : null;
    biasV = options.addBiasKv ? parameter("bias_v", options, 1, 1, embedDim) : null;
    resetParameters();
  }

  private Parameter parameter(String name, Builder options, long... sizes) {
    return addParameter(name, options.dtype, options.device, sizes);
  }

  /**
   * Options of a layer.
   *
   * @param embedDim the number of features of queries and outputs
   * @param numHeads the number of heads, of which each gets embedDim / numHeads features
   */
  public static Builder builder(long embedDim, long numHeads) {
    return new Builder(embedDim, numHeads);
  }

  private void resetParameters() {
    for (Parameter weight : new Parameter[] {inProjWeight, qProjWeight, kProjWeight, vProjWeight}) {
      if (weight != null) {
        Init.xavierUniform_(value(weight));
      }
    }
    if (inProjBias != null) {
      Init.zeros_(inProjBias());
      Init.zeros_(outProj.bias());
    }
    if (biasK != null) {
      Init.xavierNormal_(biasK());
      Init.xavierNormal_(biasV());
    }
  }

  /** The number of features of queries and outputs: {@code embed_dim}. */
  public long embedDim() {
    return embedDim;
  }

  /** The number of heads: {@code num_heads}. */
  public long numHeads() {
    return numHeads;
  }

  /** The probability of dropping a weight in training: {@code dropout}. */
  public double dropout() {
    return dropout;
  }

  /** Whether inputs and outputs are (batch, length, features): {@code batch_first}. */
  public boolean batchFirst() {
    return batchFirst;
  }

  /**
   * The projections of queries, keys and values, of (3 * embed_dim, embed_dim), or null if they are
   * apart since keys or values have another number of features.
   */
  public @Nullable NDArray inProjWeight() {
    return value(inProjWeight);
  }

  /** The projection of queries, of (embed_dim, embed_dim), or null if it is with the others. */
  public @Nullable NDArray qProjWeight() {
    return value(qProjWeight);
  }

  /** The projection of keys, of (embed_dim, kdim), or null if it is with the others. */
  public @Nullable NDArray kProjWeight() {
    return value(kProjWeight);
  }

  /** The projection of values, of (embed_dim, vdim), or null if it is with the others. */
  public @Nullable NDArray vProjWeight() {
    return value(vProjWeight);
  }

  /** The biases of the projections, of (3 * embed_dim), or null if the layer has none. */
  public @Nullable NDArray inProjBias() {
    return value(inProjBias);
  }

  /** The key that is added to each sequence, of (1, 1, embed_dim), or null if none is. */
  public @Nullable NDArray biasK() {
    return value(biasK);
  }

  /** The value that is added to each sequence, of (1, 1, embed_dim), or null if none is. */
  public @Nullable NDArray biasV() {
    return value(biasV);
  }

  /** The layer after the heads, of (embed_dim, embed_dim): {@code out_proj}. */
  public Linear outProj() {
    return outProj;
  }

  /** {@link #forward(NDArray, NDArray, NDArray, AttentionOptions)} with torch's defaults. */
  public AttentionOutput forward(NDArray query, NDArray key, NDArray value) {
    return forward(query, key, value, new AttentionOptions());
  }

  /**
   * Runs the layer: {@code attn_output, attn_output_weights = attention(query, key, value, ...)}.
   *
   * @param query (L, N, embed_dim), with batchFirst (N, L, embed_dim), or unbatched (L, embed_dim)
   * @param key (S, N, kdim), with batchFirst (N, S, kdim), or unbatched (S, kdim)
   * @param value (S, N, vdim), with batchFirst (N, S, vdim), or unbatched (S, vdim)
   * @return arrays that belong to the query's manager
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong
   */
  public AttentionOutput forward(
      NDArray query, NDArray key, NDArray value, AttentionOptions options) {
    Objects.requireNonNull(options, "options is null");
    NDArray[] arguments = {query, key, value};
    return whileOpen(() -> AttentionOutput.of(called(arguments, options, OWN, isTraining())));
  }

  private NDArray[] called(
      NDArray[] arguments, AttentionOptions options, Weights weights, boolean training) {
    return hooks()
        .around(this, arguments, it -> run(it[0], it[1], it[2], options, weights, training));
  }

  @Override
  boolean isLayer() {
    return true;
  }

  @Override
  NDList compute(NDList inputs, Weights weights, boolean training) {
    NDArray key = inputs.get(Math.min(1, inputs.size() - 1)); // of one input, attention to itself
    NDArray value = inputs.get(inputs.size() - 1);
    AttentionOptions options = new AttentionOptions().needWeights(false);
    NDArray[] arguments = {inputs.head(), key, value};
    return new NDList(called(arguments, options, weights, training));
  }

  @Override
  Shape outputShape(Shape input) {
    return input;
  }

  private NDArray[] run(
      NDArray query,
      NDArray key,
      NDArray value,
      AttentionOptions options,
      Weights weights,
      boolean training) {
    boolean batched = Tensors.usable("query", query).getShape().dimension() == 3;
    Tensors.usable("key", key);
    Tensors.usable("value", value);
    AttentionChecks.masks(options);
    boolean swapped = batchFirst && batched;
    NDArray q = lengthFirst(query, swapped);
    NDArray k = key == query ? q : lengthFirst(key, swapped);
    NDArray v = value == key ? k : lengthFirst(value, swapped);
    AttentionChecks.ranks(q.getShape(), k.getShape(), v.getShape(), options, numHeads);
    if (!batched) {
      NDArray one = Torch.unsqueeze(q, 1);
      NDArray oneKey = k == q ? one : Torch.unsqueeze(k, 1);
      v = v == k ? oneKey : Torch.unsqueeze(v, 1);
      q = one;
      k = oneKey;
    }
    NDArray[] results = attend(q, k, v, batched, options, weights, training);
    for (int i = 0; i < results.length && !batched; i++) {
      results[i] = Torch.squeeze(results[i], 1 - i);
    }
    results[0] = lengthFirst(results[0], swapped);
    return results;
  }

  private static NDArray lengthFirst(NDArray x, boolean swapped) {
    return swapped && x.getShape().dimension() >= 2 ? Torch.transpose(x, 1, 0) : x;
  }

  private NDArray[] attend(
      NDArray query,
      NDArray key,
      NDArray value,
      boolean batched,
      AttentionOptions options,
      Weights weights,
      boolean training) {
    AttentionMasks masks = AttentionMasks.of(options, query.getDataType(), batched);
    Shape keys = key.getShape();
    AttentionChecks.sizes(query.getShape(), keys, value.getShape(), this);
    int more = (biasK == null ? 0 : 1) + (addZeroAttn ? 1 : 0);
    AttentionChecks.maskSizes(query.getShape(), keys, masks, numHeads, more);
    return Functions.callList(
        query.getManager(),
        "multi_head_attention",
        query,
        key,
        value,
        key != value ? 1 : query == key ? 3 : 2,
        dropoutNow(training),
        numHeads,
        weights.of(inProjWeight),
        weights.all(qProjWeight, kProjWeight, vProjWeight),
        weights.of(inProjBias),
        weights.all(biasK, biasV),
        addZeroAttn,
        weights.get(outProj.weight),
        weights.of(outProj.bias),
        masks.padding(),
        masks.mask(),
        options.needWeights,
        options.averageAttnWeights,
        masks.isCausal());
  }

  private double dropoutNow(boolean training) {
    if (training && dropout > 1) {
      throw new IllegalArgumentException(
          "dropout probability has to be between 0 and 1, but got " + PythonNumber.repr(dropout));
    }
    return training && dropout > 0 ? dropout : 0.0;
  }

  /** The options of {@link MultiheadAttention}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long embedDim;
    private final long numHeads;
    private double dropout;
    private boolean bias = true;
    private boolean addBiasKv;
    private boolean addZeroAttn;
    private @Nullable Long kdim;
    private @Nullable Long vdim;
    private boolean batchFirst;

    private Builder(long embedDim, long numHeads) {
      this.embedDim = embedDim;
      this.numHeads = numHeads;
    }

    private void check() {
      if (embedDim <= 0 || numHeads <= 0) {
        throw new IllegalArgumentException(
            "embed_dim and num_heads must be greater than 0, got embed_dim=%s and num_heads=%s instead"
                .formatted(embedDim, numHeads));
      }
      if (embedDim % numHeads != 0) {
        throw new IllegalArgumentException("embed_dim must be divisible by num_heads");
      }
    }

    /** The probability of dropping a weight in training; 0 by default. */
    public Builder dropout(double dropout) {
      this.dropout = dropout;
      return this;
    }

    /** Whether the projections have biases; true by default. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /** Whether a trained key and value are added to each sequence; false by default. */
    public Builder addBiasKv(boolean addBiasKv) {
      this.addBiasKv = addBiasKv;
      return this;
    }

    /** Whether a key and a value of zeros are added to each sequence; false by default. */
    public Builder addZeroAttn(boolean addZeroAttn) {
      this.addZeroAttn = addZeroAttn;
      return this;
    }

    /** The number of features of keys; embedDim by default. */
    public Builder kdim(long kdim) {
      this.kdim = kdim;
      return this;
    }

    /** The number of features of values; embedDim by default. */
    public Builder vdim(long vdim) {
      this.vdim = vdim;
      return this;
    }

    /** Whether inputs and outputs are (batch, length, features); false by default. */
    public Builder batchFirst(boolean batchFirst) {
      this.batchFirst = batchFirst;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public MultiheadAttention build() {
      return new MultiheadAttention(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
