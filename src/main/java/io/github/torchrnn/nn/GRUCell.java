package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;

/**
 * One step of a gated recurrent unit: {@index torch.nn.GRUCell}.
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
 *
 * <p>Weights: {@code weight_ih} (3 hidden_size, input_size), {@code weight_hh} (3 hidden_size,
 * hidden_size), {@code bias_ih} and {@code bias_hh} (3 hidden_size).
 *
 * <p>The <a
 * href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/06-lstm-gru.ipynb">notebook
 * 06-lstm-gru</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var cell = new GRUCell(3, 2)) {
 *   NDArray h = Torch.zeros(1, 2);
 *   for (int i = 0; i < 2; i++) {
 *     h = cell.forward(Torch.ones(1, 3), h);
 *     System.out.println(Torch.repr(h));
 *   }
 * }
 * // tensor([[-0.3980, -0.0892]])
 * // tensor([[-0.6312, -0.0612]])
 * }</pre>
 */
public final class GRUCell extends SingleStateCell {

  /** A cell with torch's defaults: {@code torch.nn.GRUCell(input_size, hidden_size)}. */
  public GRUCell(long inputSize, long hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  private GRUCell(Builder options) {
    super(options, Family.GRU);
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
  String unrolledKernel() {
    return "gru_cell_unrolled";
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
