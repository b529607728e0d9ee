package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * One step of a long short-term memory: {@index torch.nn.LSTMCell}.
 *
 * <pre>{@code
 * i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)
 * f = sigmoid(W_if x + b_if + W_hf h + b_hf)
 * g = tanh(W_ig x + b_ig + W_hg h + b_hg)
 * o = sigmoid(W_io x + b_io + W_ho h + b_ho)
 * c' = f * c + i * g
 * h' = o * tanh(c')
 * }</pre>
 *
 * <p>The rows of the weights are those of i, f, g and o, in this order. All weights are drawn from
 * U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 *
 * <p>Weights: {@code weight_ih} (4 hidden_size, input_size), {@code weight_hh} (4 hidden_size,
 * hidden_size), {@code bias_ih} and {@code bias_hh} (4 hidden_size).
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/06-lstm-gru.ipynb">notebook
 * 06-lstm-gru</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var cell = new LSTMCell(3, 2)) {
 *   LSTMState h = new LSTMState(Torch.zeros(1, 2), Torch.zeros(1, 2));
 *   for (int i = 0; i < 2; i++) {
 *     h = cell.forward(Torch.ones(1, 3), h);
 *     System.out.println(Torch.repr(h.h()));
 *   }
 * }
 * // tensor([[-0.2031,  0.0842]])
 * // tensor([[-0.3489,  0.1194]])
 * }</pre>
 */
public final class LSTMCell extends RNNCellBase {

  /** A cell with torch's defaults: {@code torch.nn.LSTMCell(input_size, hidden_size)}. */
  public LSTMCell(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  private LSTMCell(Builder options) {
    super(options, Family.LSTM);
  }

  /**
   * Options of a cell.
   *
   * @param inputSize the number of features of the input
   * @param hiddenSize the number of features of the hidden and the cell state
   */
  public static Builder builder(long inputSize, long hiddenSize) {
    return new Builder(inputSize, hiddenSize);
  }

  /**
   * Runs one step from states of zeros; see {@link #forward(NDArray, LSTMState)}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   */
  public LSTMState forward(NDArray input) {
    return LSTMState.of(call(input));
  }

  /**
   * Runs one step: {@code h, c = cell(input, (h, c))}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   * @param hx h and c of (batch, hidden_size) each, or unbatched (hidden_size); null for zeros
   * @return the next h and c; they belong to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public LSTMState forward(NDArray input, @Nullable LSTMState hx) {
    return LSTMState.of(call(input, States.of(hx)));
  }

  /**
   * Runs the cell over a whole sequence from a hidden state of zeros; see {@link #unroll(NDArray,
   * LSTMState)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   */
  public LSTMOutput unroll(NDArray inputs) {
    return LSTMOutput.of(callUnrolled(inputs));
  }

  /**
   * Runs the cell over a whole sequence in one call, bit for bit the states of the loop {@code for
   * input in inputs: hx = cell(input, hx)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   * @param hx h and c of (batch, hidden_size) each, or unbatched (hidden_size); null for zeros
   * @return all hidden states, of (seq, batch, hidden_size) or (seq, hidden_size), and the last;
   *     they belong to the inputs' manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public LSTMOutput unroll(NDArray inputs, @Nullable LSTMState hx) {
    return LSTMOutput.of(callUnrolled(inputs, States.of(hx)));
  }

  @Override
  NDArray[] step(NDArray input, NDArray[] states, Weights weights) {
    return Kernels.callList(
        input.getManager(),
        "lstm_cell",
        input,
        states[0],
        states[1],
        weights.of(weightIh),
        weights.of(weightHh),
        weights.of(biasIh),
        weights.of(biasHh));
  }

  @Override
  String kind() {
    return "LSTMCell";
  }

  @Override
  String unrolledKernel() {
    return "lstm_cell_unrolled";
  }

  /** The options of {@link LSTMCell}. */
  public static final class Builder extends RNNCellBase.Builder<Builder> {

    private Builder(long inputSize, long hiddenSize) {
      super(inputSize, hiddenSize);
    }

    /** Makes the cell. */
    public LSTMCell build() {
      return new LSTMCell(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
