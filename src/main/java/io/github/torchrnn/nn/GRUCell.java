package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;

/**
 * One step of a gated recurrent unit: {@code torch.nn.GRUCell}.
 *
 * <pre>{@code
 * r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
 * z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
 * n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
 * h' = (1 - z) * n + z * h
 * }</pre>
 *
 * <p>The rows of the weights are those of r, z and n, in this order. All weights are drawn from
 * U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 */
public final class GRUCell extends RNNCellBase {

  private static final int GATES = 3;

  /** A cell with torch's defaults: {@code torch.nn.GRUCell(input_size, hidden_size)}. */
  public GRUCell(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  private GRUCell(Builder options) {
    super(options, GATES);
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
    NDArray next =
        Kernels.call(
            input.getManager(),
            "gru_cell",
            input,
            states[0],
            weights.of(weightIh),
            weights.of(weightHh),
            weights.of(biasIh),
            weights.of(biasHh));
    return new NDArray[] {next};
  }

  @Override
  String kind() {
    return "GRUCell";
  }

  @Override
  String kernel() {
    return "gru_cell";
  }

  /** The options of {@link GRUCell}. */
  public static final class Builder extends RNNCellBase.Builder<Builder> {

    private Builder(long inputSize, long hiddenSize) {
      super(inputSize, hiddenSize);
    }

    /** Makes the cell. */
    public GRUCell build() {
      return new GRUCell(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
