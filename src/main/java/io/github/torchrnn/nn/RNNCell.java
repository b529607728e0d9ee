package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Operators;

/**
 * One step of an Elman network: {@code torch.nn.RNNCell}.
 *
 * <pre>{@code h' = tanh(W_ih x + b_ih + W_hh h + b_hh)}</pre>
 *
 * <p>With relu, relu stands for tanh. All weights are drawn from U(-1/sqrt(hidden_size),
 * 1/sqrt(hidden_size)).
 */
public final class RNNCell extends RNNCellBase {

  private final String nonlinearity;

  /** A cell with torch's defaults: {@code torch.nn.RNNCell(input_size, hidden_size)}. */
  public RNNCell(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  private RNNCell(Builder options) {
    super(options, 1);
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

  /**
   * Runs one step from a hidden state of zeros; see {@link #forward(NDArray, NDArray)}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   */
  public NDArray forward(NDArray input) {
    return holding(() -> checked(input));
  }

  /**
   * Runs one step: {@code hidden = cell(input, hidden)}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   * @param hidden (batch, hidden_size), or unbatched (hidden_size); null for zeros
   * @return the next hidden state, of hidden's shape; it belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public NDArray forward(NDArray input, NDArray hidden) {
    return holding(() -> checked(input, States.of(hidden)));
  }

  /**
   * Runs the cell over a whole sequence from a hidden state of zeros; see {@link #unroll(NDArray,
   * NDArray)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   */
  public RNNOutput unroll(NDArray inputs) {
    return holding(() -> sequence(inputs));
  }

  /**
   * Runs the cell over a whole sequence in one call, bit for bit the states of the loop {@code for
   * input in inputs: hidden = cell(input, hidden)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   * @param hidden (batch, hidden_size), or unbatched (hidden_size); null for zeros
   * @return all hidden states, of (seq, batch, hidden_size) or (seq, hidden_size), and the last;
   *     they belong to the inputs' manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public RNNOutput unroll(NDArray inputs, NDArray hidden) {
    return holding(() -> sequence(inputs, States.of(hidden)));
  }

  private RNNOutput sequence(NDArray inputs, NDArray... hidden) {
    NDArray[] results = unrolled(inputs, hidden);
    return new RNNOutput(results[0], results[1]);
  }

  private NDArray checked(NDArray input, NDArray... hidden) {
    CellChecks.check(this, input, hidden);
    return run(input, hidden, OWN)[0];
  }

  @Override
  NDArray[] step(NDArray input, NDArray[] states, Weights weights) {
    return new NDArray[] {
      Operators.elman(
          "relu".equals(nonlinearity),
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
  String kernel() {
    return "rnn_" + nonlinearity + "_cell";
  }

  @Override
  protected String extraRepr() {
    return super.extraRepr()
        + ("tanh".equals(nonlinearity) ? "" : ", nonlinearity=" + nonlinearity);
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
