package io.github.torchrnn.nn;

/**
 * A multi-layer gated recurrent unit: {@index torch.nn.GRU}. For each step of each layer
 *
 * <pre>{@code
 * r_t = sigmoid(W_ir x_t + b_ir + W_hr h_(t-1) + b_hr)
 * z_t = sigmoid(W_iz x_t + b_iz + W_hz h_(t-1) + b_hz)
 * n_t = tanh(W_in x_t + b_in + r_t * (W_hn h_(t-1) + b_hn))
 * h_t = (1 - z_t) * n_t + z_t * h_(t-1)
 * }</pre>
 *
 * <p>The rows of {@code weight_ih}, {@code weight_hh} and the biases are those of r, z and n, in
 * this order. All weights are drawn from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 *
 * <p>Weights: for layer k: {@code weight_ih_lk} (3 hidden_size, input_size), or (3 hidden_size,
 * directions * hidden_size) above the first layer; {@code weight_hh_lk} (3 hidden_size,
 * hidden_size); {@code bias_ih_lk} and {@code bias_hh_lk} (3 hidden_size); the backward direction's
 * end with {@code _reverse}.
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/06-lstm-gru.ipynb">notebook
 * 06-lstm-gru</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var gru = GRU.builder(3, 2).numLayers(2).batchFirst(true).build()) {
 *   var result = gru.forward(Torch.ones(1, 4, 3)); // batch, seq, input_size
 *   System.out.println(Torch.repr(result.output().get(":, -1")));
 *   System.out.println(Torch.repr(result.hidden().get(-1)));
 * }
 * // tensor([[-0.4766, -0.4481]])
 * // tensor([[-0.4766, -0.4481]])
 * }</pre>
 */
public final class GRU extends SingleStateRNN {

  /** A layer with torch's defaults: {@code torch.nn.GRU(input_size, hidden_size)}. */
  public GRU(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /** Stacked layers: {@code torch.nn.GRU(input_size, hidden_size, num_layers)}. */
  public GRU(long inputSize, long hiddenSize, int numLayers) {
    this(builder(inputSize, hiddenSize).numLayers(numLayers));
  }

  private GRU(Builder options) {
    super(options, Family.GRU);
  }

  /**
   * Options of a layer.
   *
   * @param inputSize the number of features of each step
   * @param hiddenSize the number of features of the hidden state
   */
  public static Builder builder(long inputSize, long hiddenSize) {
    return new Builder(inputSize, hiddenSize);
  }

  @Override
  String kind() {
    return "GRU";
  }

  @Override
  String kernel() {
    return "gru";
  }

  /** The options of {@link GRU}. */
  public static final class Builder extends RNNBase.Builder<Builder> {

    private Builder(long inputSize, long hiddenSize) {
      super(inputSize, hiddenSize);
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public GRU build() {
      return new GRU(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
