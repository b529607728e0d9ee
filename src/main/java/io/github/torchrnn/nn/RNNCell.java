package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Operators;

/**
 * One step of an Elman network: {@index torch.nn.RNNCell}.
 *
 * <pre>{@code h' = tanh(W_ih x + b_ih + W_hh h + b_hh)}</pre>
 *
 * <p>With nonlinearity "relu", relu replaces tanh. All weights are drawn from
 * U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 *
 * <p>Weights: {@code weight_ih} (hidden_size, input_size), {@code weight_hh} (hidden_size,
 * hidden_size), {@code bias_ih} and {@code bias_hh} (hidden_size).
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/01-rnn-cell.ipynb">notebook
 * 01-rnn-cell</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var cell = new RNNCell(3, 2)) {
 *   NDArray h = Torch.zeros(1, 2);
 *   for (int i = 0; i < 2; i++) {
 *     h = cell.forward(Torch.ones(1, 3), h);
 *     System.out.println(Torch.repr(h));
 *   }
 * }
 * // tensor([[-0.7995, -0.8368]])
 * // tensor([[-0.9146, -0.8660]])
 * }</pre>
 */
public final class RNNCell extends SingleStateCell {

  private final String nonlinearity;

  /** A cell with torch's defaults: {@code torch.nn.RNNCell(input_size, hidden_size)}. */
  public RNNCell(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  private RNNCell(Builder options) {
    super(options, Family.ELMAN);
    nonlinearity = options.nonlinearity;
  }

  /**
   * Options of a cell.
   *
   * @param inputSize the number of features of the input
   * @param hiddenSize the number of features of the hidden state
   */
  public static Builder builder(long inputSize, long hiddenSize) {
    return new Builder(inputSize, hiddenSize);
  }

  @Override
  NDArray[] step(NDArray input, NDArray[] states, Weights weights) {
    return new NDArray[] {
      Operators.elman(
          isRelu(),
          input,
          states[0],
          weights.of(weightIh),
          weights.of(weightHh),
          weights.of(biasIh),
          weights.of(biasHh))
    };
  }

  @Override
  String kind() {
    return "RNNCell";
  }

  @Override
  String unrolledKernel() {
    return isRelu() ? "rnn_relu_cell_unrolled" : "rnn_tanh_cell_unrolled";
  }

  /** The function of the sum, {@code "tanh"} or {@code "relu"}: {@code nonlinearity}. */
  public String nonlinearity() {
    return nonlinearity;
  }

  private boolean isRelu() {
    return "relu".equals(nonlinearity);
  }

  @Override
  protected String extraRepr() {
    return super.extraRepr() + (isRelu() ? ", nonlinearity=relu" : "");
  }

  /** The options of {@link RNNCell}. */
  public static final class Builder extends RNNCellBase.Builder<Builder> {
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
     * Makes the cell.
     *
     * @throws IllegalArgumentException if the nonlinearity is neither (torch says so in forward)
     */
    public RNNCell build() {
      if (!"tanh".equals(nonlinearity) && !"relu".equals(nonlinearity)) {
        throw new IllegalArgumentException("Unknown nonlinearity: " + nonlinearity);
      }
      return new RNNCell(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
