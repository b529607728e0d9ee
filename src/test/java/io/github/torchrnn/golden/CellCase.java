package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.SingleStateCell;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.List;

/** {@code cells.py}: three steps of a cell, each fed with the state of the one before. */
final class CellCase extends GoldenCase {

  private static final int STEPS = 3;

  CellCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    long hidden = number("hiddenSize");
    try (TorchModule cell =
        Layers.build(text("kind"), number("inputSize"), hidden, dtype(), options())) {
      long[] batch = given("batch") ? new long[] {number("batch")} : new long[0];
      List<NDArray> xs = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        xs.add(drawLeaf(sizes(batch, number("inputSize"))));
      }
      int count = cell instanceof LSTMCell ? 2 : 1;
      List<NDArray> hx = new ArrayList<>();
      List<NDArray> factors = new ArrayList<>();
      for (int i = 0; i < count && flag("hx"); i++) {
        hx.add(drawLeaf(sizes(batch, hidden)));
      }
      for (int i = 0; i < count; i++) {
        factors.add(draw(sizes(batch, hidden)));
      }
      expectParameters("weight.", cell);
      List<NDArray> states = hx;
      for (int step = 0; step < STEPS; step++) {
        states = step(cell, xs.get(step), states);
        for (int i = 0; i < count; i++) {
          expect("state" + i + "." + step, states.get(i));
        }
      }
      NDArray loss = Torch.to(Torch.zeros(), dtype());
      for (int i = 0; i < count; i++) {
        loss = loss.add(states.get(i).mul(factors.get(i)).sum());
      }
      backward(loss);
      for (int step = 0; step < STEPS; step++) {
        expectGrad("grad.input" + step, xs.get(step));
      }
      for (int i = 0; i < hx.size(); i++) {
        expectGrad("grad.hx" + i, hx.get(i));
      }
      expectGradients(cell, "");
    }
  }

  /** Runs a cell on the given states, or on none. */
  static List<NDArray> step(TorchModule module, NDArray x, List<NDArray> states) {
    if (module instanceof LSTMCell cell) {
      LSTMState next =
          states.isEmpty()
              ? cell.forward(x)
              : cell.forward(x, new LSTMState(states.get(0), states.get(1)));
      return List.of(next.h(), next.c());
    }
    SingleStateCell cell = (SingleStateCell) module;
    return List.of(states.isEmpty() ? cell.forward(x) : cell.forward(x, states.get(0)));
  }
}
