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
