package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * The recurrent operators by the way that is right on this processor: LibTorch's own functions, but
 * for an LSTM that records nothing where oneDNN is wrong; see {@link Primitive#LSTM}.
 */
public final class Recurrent {

  private static final String LSTM = "lstm";

  /** What {@code lstm_run.py} calls, and what takes its place. */
  private static final String USUAL = "torch.lstm(x, [h, c], ";

  private static final String DETOUR = "self.lstm_by(%d, x, [h, c], ";

  private Recurrent() {}

  /** Runs an operator on padded batches; see {@link Kernels#recurrent}. */
  public static NDArray[] padded(
      String kind, NDArray input, NDArray[] states, NDArray[] weights, Layers options) {
    int way = way(kind, input);
    if (way == 0) {
      return Kernels.recurrent(kind, input, states, weights, options);
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
   * @param sequences data, batch_sizes, and sorted and unsorted indices or nulls
   * @param states in the order of the sequences before they were packed, or none for zeros
   * @return the packed output and the last states, which belong to the data's manager
   */
  public static NDArray[] packed(
      String kind, NDArray[] sequences, NDArray[] states, NDArray[] weights, Layers options) {
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
        kind + "_packed",
        LSTM.equals(kind) ? arguments : Arrays.copyOf(arguments, arguments.length - 1));
  }

  /** The way of an operator, which is the usual one wherever oneDNN's inference is not asked. */
  private static int way(String kind, NDArray input) {
    return LSTM.equals(kind)
            && !Primitive.LSTM.isUsual()
            && input.getDataType() != DataType.FLOAT64
            && !input.getDevice().isGpu()
            && !Kernels.isGradEnabled()
        ? Primitive.LSTM.way()
        : 0;
  }

  /**
   * The TorchScript of a module for inference: as it is, but where oneDNN is wrong.
   *
   * @throws UnsupportedOperationException if it calls torch.lstm in a form of its own there
   */
  public static String forInference(String script) {
    if (!script.contains("torch.lstm(") || Primitive.LSTM.way() == 0) {
      return script;
    }
    String detoured = script.replace(USUAL, DETOUR.formatted(Primitive.LSTM.way()));
    if (detoured.contains("torch.lstm(")) {
      throw new UnsupportedOperationException(
          "its TorchScript calls torch.lstm, which is wrong on this processor without recording");
    }
    return detoured + "\n" + Resources.lstm();
  }
}
