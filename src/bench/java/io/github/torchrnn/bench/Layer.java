package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import java.util.function.UnaryOperator;

/** A layer or a cell by its name, with the call that gives its output. */
record Layer(TorchModule module, UnaryOperator<NDArray> forward) implements AutoCloseable {

  static Layer of(String kind, long inputSize, long hiddenSize) {
    return switch (kind) {
      case "RNN" -> {
        RNN rnn = new RNN(inputSize, hiddenSize);
        yield new Layer(rnn, x -> rnn.forward(x).output());
      }
      case "LSTM" -> {
        LSTM lstm = new LSTM(inputSize, hiddenSize);
        yield new Layer(lstm, x -> lstm.forward(x).output());
      }
      case "GRU" -> {
        GRU gru = new GRU(inputSize, hiddenSize);
        yield new Layer(gru, x -> gru.forward(x).output());
      }
      case "RNNCell" -> {
        RNNCell cell = new RNNCell(inputSize, hiddenSize);
        yield new Layer(cell, cell::forward);
      }
      case "LSTMCell" -> {
        LSTMCell cell = new LSTMCell(inputSize, hiddenSize);
        yield new Layer(cell, x -> cell.forward(x).h());
      }
      case "GRUCell" -> {
        GRUCell cell = new GRUCell(inputSize, hiddenSize);
        yield new Layer(cell, cell::forward);
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  static boolean isCell(String kind) {
    return kind.endsWith("Cell");
  }

  @Override
  public void close() {
    module.close();
  }
}
