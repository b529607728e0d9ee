package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.SingleStateCell;
import io.github.torchrnn.nn.SingleStateRNN;
import io.github.torchrnn.nn.TorchModule;
import java.util.function.UnaryOperator;

/** A layer or a cell by its name, with the call that gives its output. */
record Layer(TorchModule module, UnaryOperator<NDArray> forward) implements AutoCloseable {

  static Layer of(String kind, long inputSize, long hiddenSize) {
    return switch (kind) {
      case "RNN" -> of(new RNN(inputSize, hiddenSize));
      case "GRU" -> of(new GRU(inputSize, hiddenSize));
      case "LSTM" -> {
        LSTM lstm = new LSTM(inputSize, hiddenSize);
        yield new Layer(lstm, x -> lstm.forward(x).output());
      }
      case "RNNCell" -> of(new RNNCell(inputSize, hiddenSize));
      case "GRUCell" -> of(new GRUCell(inputSize, hiddenSize));
      case "LSTMCell" -> {
        LSTMCell cell = new LSTMCell(inputSize, hiddenSize);
        yield new Layer(cell, x -> cell.forward(x).h());
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Layer of(SingleStateRNN rnn) {
    return new Layer(rnn, x -> rnn.forward(x).output());
  }

  private static Layer of(SingleStateCell cell) {
    return new Layer(cell, cell::forward);
  }

  static boolean isCell(String kind) {
    return kind.endsWith("Cell");
  }

  @Override
  public void close() {
    module.close();
  }
}
