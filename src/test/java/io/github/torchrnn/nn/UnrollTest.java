package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cell over a whole sequence beside the loop over it, which the goldens hold to Python's. */
class UnrollTest {

  /** The hidden states of a loop, and the last state, or those of one call. */
  private record Run(List<float[]> outputs, float[] last, List<float[]> grads) {}

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "relu", "gru", "lstm"})
  void equalsTheLoopBitForBit(String kind) {
    for (boolean batched : new boolean[] {true, false}) {
      for (boolean given : new boolean[] {true, false}) {
        Run loop = run(kind, batched, given, false);
        Run call = run(kind, batched, given, true);
        assertEquals(loop.outputs.size(), call.outputs.size());
        for (int t = 0; t < loop.outputs.size(); t++) {
          assertArrayEquals(loop.outputs.get(t), call.outputs.get(t));
        }
        assertArrayEquals(loop.last, call.last);
        for (int i = 0; i < loop.grads.size(); i++) {
          // LibTorch adds what comes back to a state in the order of the graph's nodes.
          assertArrayEquals(loop.grads.get(i), call.grads.get(i), 1e-6f);
        }
      }
    }
  }

  private static Run run(String kind, boolean batched, boolean given, boolean oneCall) {
    Torch.manualSeed(4);
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad();
        TorchModule module = cell(kind)) {
      NDArray inputs = batched ? Torch.randn(5, 3, 4) : Torch.randn(5, 4);
      NDArray h = batched ? Torch.randn(3, 2) : Torch.randn(2);
      NDArray c = batched ? Torch.randn(3, 2) : Torch.randn(2);
      NDArray factors = batched ? Torch.randn(5, 3, 2) : Torch.randn(5, 2);
      NDList outputs = new NDList();
      NDArray last;
      if (module instanceof LSTMCell cell) {
        LSTMState state = new LSTMState(h, c);
        if (oneCall) {
          LSTMOutput result = given ? cell.unroll(inputs, state) : cell.unroll(inputs);
          outputs.addAll(result.output().split(5));
          last = result.hidden().c();
        } else {
          state = given ? state : null;
          for (int t = 0; t < 5; t++) {
            NDArray x = inputs.get(t);
            state = state == null ? cell.forward(x) : cell.forward(x, state);
            outputs.add(state.h().expandDims(0));
          }
          last = state.c();
        }
      } else if (oneCall) {
        RNNOutput result = unroll((SingleStateCell) module, inputs, given ? h : null);
        outputs.addAll(result.output().split(5));
        last = result.hidden();
      } else {
        NDArray hidden = given ? h : null;
        for (int t = 0; t < 5; t++) {
          hidden = step((SingleStateCell) module, inputs.get(t), hidden);
          outputs.add(hidden.expandDims(0));
        }
        last = hidden;
      }
      NDArray loss = null;
      for (int t = 4; t >= 0; t--) {
        NDArray part = outputs.get(t).mul(factors.get(t)).sum();
        loss = loss == null ? part : loss.add(part);
      }
      Torch.backward(loss);
      List<float[]> values = new ArrayList<>();
      outputs.forEach(output -> values.add(output.stopGradient().toFloatArray()));
      List<float[]> grads = new ArrayList<>();
      module.parameters().forEach(weight -> grads.add(Torch.grad(weight).toFloatArray()));
      return new Run(values, last.stopGradient().toFloatArray(), grads);
    }
  }

  private static TorchModule cell(String kind) {
    return switch (kind) {
      case "gru" -> new GRUCell(4, 2);
      case "lstm" -> new LSTMCell(4, 2);
      default -> RNNCell.builder(4, 2).nonlinearity(kind).build();
    };
  }

  private static RNNOutput unroll(SingleStateCell cell, NDArray inputs, NDArray hidden) {
    return hidden == null ? cell.unroll(inputs) : cell.unroll(inputs, hidden);
  }

  private static NDArray step(SingleStateCell cell, NDArray input, NDArray hidden) {
    return hidden == null ? cell.forward(input) : cell.forward(input, hidden);
  }

  @Test
  void refusesWhatNoStepTakes() {
    try (RNNCell cell = new RNNCell(4, 2)) {
      Expect.refusal(
          "RNNCell.unroll: Expected input to be 2D or 3D, got 1D instead",
          () -> cell.unroll(Torch.ones(4)));
      Expect.refusal(
          "input has inconsistent input_size: got 5 expected 4",
          () -> cell.unroll(Torch.ones(3, 1, 5)));
      Expect.refusal(
          "Expected sequence length to be larger than 0 in RNN",
          () -> cell.unroll(Torch.ones(0, 1, 4)));
    }
  }
}
