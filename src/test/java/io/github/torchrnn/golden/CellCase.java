package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.List;

/** {@code run_cell}: three steps of a cell, each fed with the state of the one before. */
final class CellCase extends GoldenCase {

  CellCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    long hidden = number("hiddenSize");
    try (TorchModule cell =
        Layers.build(text("kind"), number("inputSize"), hidden, dtype(), options())) {
      long[] batch = number("batch") == 0 ? new long[0] : new long[] {number("batch")};
      List<NDArray> xs = new ArrayList<>();
      for (int step = 0; step < 3; step++) {
        xs.add(drawLeaf(sizes(batch, number("inputSize"))));
      }
      List<NDArray> hx = new ArrayList<>();
      for (int i = 0; i < (cell instanceof LSTMCell ? 2 : 1); i++) {
        hx.add(drawLeaf(sizes(batch, hidden)));
      }
      NDArray factor = draw(sizes(batch, hidden));
      List<NDArray> states = flag("hx") ? hx : List.of();
      for (int step = 0; step < 3; step++) {
        states = step(cell, xs.get(step), states);
        for (int i = 0; i < states.size(); i++) {
          expect("state" + i + "." + step, states.get(i));
        }
      }
      NDArray loss = Functional.to(Torch.zeros(), dtype());
      for (NDArray state : states) {
        loss = loss.add(state.mul(factor).sum());
      }
      Torch.backward(loss);
      for (int step = 0; step < 3; step++) {
        expectGrad("input" + step, xs.get(step));
      }
      for (int i = 0; flag("hx") && i < hx.size(); i++) {
        expectGrad("hx" + i, hx.get(i));
      }
      cell.namedParameters().forEach(this::expectGrad);
    }
  }

  private static List<NDArray> step(TorchModule module, NDArray x, List<NDArray> states) {
    if (module instanceof LSTMCell cell) {
      LSTMState next =
          states.isEmpty()
              ? cell.forward(x)
              : cell.forward(x, new LSTMState(states.get(0), states.get(1)));
      return List.of(next.h(), next.c());
    } else if (module instanceof GRUCell cell) {
      return List.of(states.isEmpty() ? cell.forward(x) : cell.forward(x, states.get(0)));
    }
    RNNCell cell = (RNNCell) module;
    return List.of(states.isEmpty() ? cell.forward(x) : cell.forward(x, states.get(0)));
  }
}
