package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;

/**
 * The recurrent operators, each by a way that is correct on this processor: LibTorch's own
 * functions, except for LSTMs without recording where oneDNN is wrong; see {@link Primitive#LSTM}.
 */
public final class Recurrent {

  private static final String LSTM = "lstm";

  /** The kernel of each operator on packed sequences. */
  private static final Map<String, String> PACKED =
      Map.of(
          "rnn_tanh",
          "rnn_tanh_packed",
          "rnn_relu",
          "rnn_relu_packed",
          "gru",
          "gru_packed",
          LSTM,
          "lstm_packed");

  private Recurrent() {}

  /** Runs an operator on padded batches; see {@link Operators#recurrent}. */
  public static NDArray[] padded(
      String kind, NDArray input, NDArray[] states, NDArray[] weights, RecurrentOptions options) {
    int way = Recorder.current() == null ? way(kind, input) : 0; // a program chooses its own
    if (way == 0) {
      return Operators.recurrent(kind, input, states, weights, options);
    }
    return Kernels.inferList(
        input.getManager(),
        "lstm_by_list",
        way,
        input,
        states,
        weights,
        options.bias(),
        options.layers(),
        options.dropout(),
        options.training(),
        options.bidirectional(),
        options.batchFirst());
  }

  /**
   * Runs an operator on packed sequences.
   *
   * @param sequences {data, batch_sizes, sorted_indices, unsorted_indices}; the indices may be null
   * @param states empty to start from zeros; otherwise {h_0}, or {h_0, c_0} for an LSTM, in the
   *     order of the sequences before they were packed
   * @return the packed output and the last states, which belong to the data's manager
   */
  public static NDArray[] packed(
      String kind,
      NDArray[] sequences,
      NDArray[] states,
      NDArray[] weights,
      RecurrentOptions options) {
    Object[] arguments = {
      sequences[0],
      sequences[1],
      sequences[2],
      sequences[3],
      states,
      weights,
      options.bias(),
      options.layers(),
      options.dropout(),
      options.training(),
      options.bidirectional(),
      way(kind, sequences[0])
    };
    return Kernels.callOrInferList(
        sequences[0].getManager(),
        PACKED.get(kind),
        LSTM.equals(kind) ? arguments : Arrays.copyOf(arguments, arguments.length - 1));
  }

  /** The number of the way to take: 0, the usual one, wherever oneDNN's inference is not used. */
  private static int way(String kind, NDArray input) {
    return LSTM.equals(kind)
            && !Primitive.LSTM.isUsual()
            && input.getDataType() != DataType.FLOAT64
            && !input.getDevice().isGpu()
            && !Autograd.isGradEnabled()
        ? Primitive.LSTM.way()
        : 0;
  }

  /** The number of the way to take on the CPU without recording, for other types than float64. */
  public static int wayOfLstm() {
    return Primitive.LSTM.way();
  }
}
