package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A multi-layer long short-term memory: {@index torch.nn.LSTM}. For each step of each layer
 *
 * <pre>{@code
 * i_t = sigmoid(W_ii x_t + b_ii + W_hi h_(t-1) + b_hi)
 * f_t = sigmoid(W_if x_t + b_if + W_hf h_(t-1) + b_hf)
 * g_t = tanh(W_ig x_t + b_ig + W_hg h_(t-1) + b_hg)
 * o_t = sigmoid(W_io x_t + b_io + W_ho h_(t-1) + b_ho)
 * c_t = f_t * c_(t-1) + i_t * g_t
 * h_t = o_t * tanh(c_t)
 * }</pre>
 *
 * <p>The rows of {@code weight_ih}, {@code weight_hh} and the biases are those of i, f, g and o, in
 * this order. With a projSize, h_t is then {@code W_hr h_t}. All weights are drawn from
 * U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)).
 *
 * <p>On processors that hide the sizes of their caches LibTorch's float32 LSTM is wrong on the CPU
 * where nothing is recorded. The first such forward of a process finds out by numbers; if it is so,
 * all take a way that is right, its last bits may be others, and a line of the log says so.
 *
 * <p>Weights: for layer k: {@code weight_ih_lk} (4 hidden_size, input_size), or (4 hidden_size,
 * directions * hidden_size) above the first layer; {@code weight_hh_lk} (4 hidden_size,
 * hidden_size); {@code bias_ih_lk} and {@code bias_hh_lk} (4 hidden_size); the backward direction's
 * end with {@code _reverse}; with a projSize h is proj_size wide in {@code weight_hh_lk} and above,
 * and there is {@code weight_hr_lk} (proj_size, hidden_size).
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/06-lstm-gru.ipynb">notebook
 * 06-lstm-gru</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope();
 *     var lstm = LSTM.builder(3, 2).numLayers(2).batchFirst(true).build()) {
 *   var result = lstm.forward(Torch.ones(1, 4, 3)); // batch, seq, input_size
 *   System.out.println(Torch.repr(result.output().get(":, -1")));
 *   System.out.println(Torch.repr(result.hidden().c().get(-1)));
 * }
 * // tensor([[0.1588, 0.2114]])
 * // tensor([[0.7780, 0.6233]])
 * }</pre>
 */
public final class LSTM extends RNNBase {

  /** A layer with torch's defaults: {@code torch.nn.LSTM(input_size, hidden_size)}. */
  public LSTM(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /** Stacked layers: {@code torch.nn.LSTM(input_size, hidden_size, num_layers)}. */
  public LSTM(long inputSize, long hiddenSize, int numLayers) {
    this(builder(inputSize, hiddenSize).numLayers(numLayers));
  }

  private LSTM(Builder options) {
    super(options, Family.LSTM, options.projSize);
  }

  /**
   * Options of a layer.
   *
   * @param inputSize the number of features of each step
   * @param hiddenSize the number of features of the hidden and the cell state
   */
  public static Builder builder(long inputSize, long hiddenSize) {
    return new Builder(inputSize, hiddenSize);
  }

  /**
   * Runs the layer from states of zeros; see {@link #forward(NDArray, LSTMState)}.
   *
   * @param input (seq, batch, input_size), with batchFirst (batch, seq, input_size), or unbatched
   *     (seq, input_size)
   */
  public LSTMOutput forward(NDArray input) {
    return LSTMOutput.of(call(input));
  }

  /**
   * Runs the layer over whole sequences: {@code output, (h_n, c_n) = lstm(input, (h_0, c_0))}.
   *
   * @param input (seq, batch, input_size), with batchFirst (batch, seq, input_size), or unbatched
   *     (seq, input_size)
   * @param hx h_0 of (layers * directions, batch, proj_size or hidden_size) and c_0 of (layers *
   *     directions, batch, hidden_size), with batchFirst too; unbatched without the batch; null for
   *     zeros
   * @return output of (seq, batch, directions * (proj_size or hidden_size)), batch first with
   *     batchFirst, and h_n and c_n of hx's shapes; they belong to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public LSTMOutput forward(NDArray input, @Nullable LSTMState hx) {
    return LSTMOutput.of(call(input, States.of(hx)));
  }

  /**
   * Runs the layer over packed sequences from states of zeros; see {@link #forward(PackedSequence,
   * LSTMState)}.
   *
   * @param input data of (sum of the lengths, input_size)
   */
  public PackedLSTMOutput forward(PackedSequence input) {
    return PackedLSTMOutput.of(input, callPacked(input));
  }

  /**
   * Runs the layer over packed sequences: {@code output, (h_n, c_n) = lstm(packed, (h_0, c_0))}.
   *
   * @param input data of (sum of the lengths, input_size)
   * @param hx h_0 and c_0 of (layers * directions, batch, ...), in the order of the sequences
   *     before they were packed; null for zeros
   * @return packed output of (sum of the lengths, directions * (proj_size or hidden_size)), and h_n
   *     and c_n in the order and of the shapes of hx; they belong to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public PackedLSTMOutput forward(PackedSequence input, @Nullable LSTMState hx) {
    return PackedLSTMOutput.of(input, callPacked(input, States.of(hx)));
  }

  /** The size to which h is projected, 0 for no projection: {@code proj_size}. */
  public long projSize() {
    return projectedSize();
  }

  @Override
  void requireStateType(NDArray input, NDArray state) {
    ArrayChecks.requireStateType(input, state);
  }

  @Override
  String kind() {
    return "LSTM";
  }

  @Override
  String kernel() {
    return "lstm";
  }

  /** The options of {@link LSTM}. */
  public static final class Builder extends RNNBase.Builder<Builder> {
    private long projSize;

    private Builder(long inputSize, long hiddenSize) {
      super(inputSize, hiddenSize);
    }

    /** The size to which h is projected; 0, the default, for no projection. */
    public Builder projSize(long projSize) {
      this.projSize = projSize;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public LSTM build() {
      return new LSTM(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
