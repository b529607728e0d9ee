package io.github.torchrnn.nn;

/**
 * A multi-layer Elman network with tanh or relu: {@index torch.nn.RNN}. For each step of each layer
 *
 * <pre>{@code h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)}</pre>
 *
 * <p>With nonlinearity "relu", relu replaces tanh. All weights are drawn from
 * U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 *
 * <p>Weights: for layer k: {@code weight_ih_lk} (hidden_size, input_size), or (hidden_size,
 * directions * hidden_size) above the first layer; {@code weight_hh_lk} (hidden_size, hidden_size);
 * {@code bias_ih_lk} and {@code bias_hh_lk} (hidden_size); the backward direction's end with {@code
 * _reverse}.
 *
 * <p>The <a href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/02-rnn.ipynb">notebook
 * 02-rnn</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope();
 *     var rnn = RNN.builder(3, 2).numLayers(2).batchFirst(true).build()) {
 *   var result = rnn.forward(Torch.ones(1, 4, 3)); // batch, seq, input_size
 *   System.out.println(Torch.repr(result.output().get(":, -1")));
 *   System.out.println(Torch.repr(result.hidden().get(-1)));
 * }
 * // tensor([[-0.0012, -0.0393]])
 * // tensor([[-0.0012, -0.0393]])
 * }</pre>
 */
public final class RNN extends SingleStateRNN {

  private final String nonlinearity;

  /** A layer with torch's defaults: {@code torch.nn.RNN(input_size, hidden_size)}. */
  public RNN(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /** Stacked layers: {@code torch.nn.RNN(input_size, hidden_size, num_layers)}. */
  public RNN(long inputSize, long hiddenSize, int numLayers) {
    this(builder(inputSize, hiddenSize).numLayers(numLayers));
  }

  private RNN(Builder options) {
    super(options, Family.ELMAN);
    nonlinearity = options.nonlinearity;
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
    return "RNN";
  }

  @Override
  String kernel() {
    return "relu".equals(nonlinearity) ? "rnn_relu" : "rnn_tanh";
  }

  @Override
  String inputNoun() {
    return " tensor";
  }

  /** The function of the sum, {@code "tanh"} or {@code "relu"}: {@code nonlinearity}. */
  public String nonlinearity() {
    return nonlinearity;
  }

  /** The options of {@link RNN}. */
  public static final class Builder extends RNNBase.Builder<Builder> {
    private String nonlinearity = "tanh";

    private Builder(long inputSize, long hiddenSize) {
      super(inputSize, hiddenSize);
    }

    /** {@code "tanh"}, the default, or {@code "relu"}. */
    public Builder nonlinearity(String nonlinearity) {
      this.nonlinearity = nonlinearity;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public RNN build() {
      if (!"tanh".equals(nonlinearity) && !"relu".equals(nonlinearity)) {
        throw new IllegalArgumentException(
            "Unknown nonlinearity '%s'. Select from 'tanh' or 'relu'.".formatted(nonlinearity));
      }
      return new RNN(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
