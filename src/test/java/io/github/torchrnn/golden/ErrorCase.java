package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.List;

/** {@code run_error}: what torch refuses, in its words, also where several things are wrong. */
final class ErrorCase extends GoldenCase {

  ErrorCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    if (text("in").equals("constructor")) {
      refused(this::module);
      return;
    }
    try (TorchModule module = module()) {
      NDArray x = zeros(golden.get("shape"));
      List<NDArray> states = new ArrayList<>();
      golden.getAsJsonArray("states").forEach(sizes -> states.add(zeros(sizes)));
      refused(() -> forward(module, x, states));
    }
  }

  private void refused(org.junit.jupiter.api.function.Executable call) {
    assertEquals(text("message"), assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private TorchModule module() {
    return Layers.build(
        text("module"), number("inputSize"), number("hiddenSize"), DataType.FLOAT32, options());
  }

  private NDArray zeros(JsonElement sizes) {
    return Kernels.manager().zeros(new Shape(longs(sizes)), dtype());
  }

  private static void forward(TorchModule module, NDArray x, List<NDArray> states) {
    NDArray h = states.isEmpty() ? null : states.get(0);
    LSTMState hx = states.size() < 2 ? null : new LSTMState(h, states.get(1));
    if (module instanceof RNN layer) {
      ignore(h == null ? layer.forward(x) : layer.forward(x, h));
    } else if (module instanceof GRU layer) {
      ignore(h == null ? layer.forward(x) : layer.forward(x, h));
    } else if (module instanceof LSTM layer) {
      ignore(hx == null ? layer.forward(x) : layer.forward(x, hx));
    } else if (module instanceof RNNCell cell) {
      ignore(h == null ? cell.forward(x) : cell.forward(x, h));
    } else if (module instanceof GRUCell cell) {
      ignore(h == null ? cell.forward(x) : cell.forward(x, h));
    } else {
      LSTMCell cell = (LSTMCell) module;
      ignore(hx == null ? cell.forward(x) : cell.forward(x, hx));
    }
  }

  private static void ignore(Object result) {}
}
