package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A compiled forward beside single calls, which the goldens hold to Python's. */
class CompiledForwardTest {

  private static final float ROUNDING = 1e-6f;

  private record Scores(NDArray scores, LSTMState state) {}

  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(5, 3));
    private final LSTM rnn = register("rnn", LSTM.builder(3, 4).numLayers(2).build());
    private final Dropout drop = register("drop", new Dropout(0.5));
    private final Linear fc = register("fc", new Linear(4, 5));

    Scores forward(NDArray x, LSTMState state) {
      var result = rnn.forward(emb.forward(x), state);
      return new Scores(fc.forward(drop.forward(result.output())), result.hidden());
    }
  }

  @Test
  void runsAsTheModuleDoesWithItsOwnWeightsAndModes() {
    Torch.manualSeed(4);
    try (Net net = new Net();
        CompiledForward<Scores> forward =
            CompiledForward.of(
                Traceable.of((NDArray x, LSTMState state) -> net.forward(x, state)));
        var scope = Torch.scope()) {
      NDArray x = Torch.tensor(new long[] {1, 0, 4, 2}, 2, 2);
      LSTMState state = new LSTMState(Torch.randn(2, 2, 4), Torch.randn(2, 2, 4));
      net.eval();
      for (int i = 0; i < 3; i++) {
        Scores expected = net.forward(x, state);
        Scores actual = forward.run(x, state);
        Twins.assertNear(expected.scores(), actual.scores(), "scores");
        Twins.assertNear(expected.state().h(), actual.state().h(), "h");
        Twins.assertNear(expected.state().c(), actual.state().c(), "c");
        net.fc.bias().addi(1);
        state = actual.state();
      }
      float[] quiet = forward.run(x, state).scores().toFloatArray();
      net.train();
      Torch.manualSeed(9);
      float[] expected = net.forward(x, state).scores().toFloatArray();
      Torch.manualSeed(9);
      float[] dropped = forward.run(x, state).scores().toFloatArray();
      assertArrayEquals(expected, dropped, ROUNDING);
      assertFalse(Arrays.equals(quiet, dropped));
      assertEquals(2, Compiled.programs(forward));
    }
  }

  @Test
  void givesOutputsThatCanBeRecorded() {
    try (Linear body = new Linear(3, 4);
        Linear head = new Linear(4, 2);
        CompiledForward<NDArray> forward = CompiledForward.of(x -> body.forward(x));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray features = forward.run(Torch.randn(6, 3));
      assertFalse(features.hasGradient());
      Torch.backward(head.forward(features).sum());
      assertArrayEquals(
          features.sum(new int[] {0}).toFloatArray(),
          Torch.grad(head.weight()).get(1).toFloatArray(),
          10 * ROUNDING);
      assertTrue(Torch.isGradEnabled());
    }
  }

  @Test
  void refusesBadInputsInTorchsWords() {
    try (RNN net = new RNN(4, 2);
        CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x).output());
        var scope = Torch.scope()) {
      for (int i = 0; i < 2; i++) {
        Expect.refusal(
            "input.size(-1) must be equal to input_size. Expected 4, got 3",
            () -> forward.run(Torch.randn(2, 1, 3)));
        Expect.refusal("the lambda takes 1 argument, but 0 were given", forward::run);
        NDArray x = Torch.randn(2, 1, 4);
        Twins.assertNear(net.forward(x).output(), forward.run(x), "output");
      }
    }
  }

  /** Numbers of which LibTorch's {@code float("4.9e-324")} and literals cannot read all. */
  @Test
  void readsEveryNumber() {
    for (double number :
        new double[] {Double.MIN_VALUE, 1e-310, 1e22, Double.POSITIVE_INFINITY, Double.NaN}) {
      try (var scope = Torch.scope();
          var drop = new Dropout(Double.MIN_VALUE);
          CompiledForward<NDArray> forward =
              CompiledForward.of(x -> drop.forward(x.add(number).mul(2)))) {
        NDArray x = Torch.tensor(new float[] {1, -2, .5f}, 3);
        assertArrayEquals(
            drop.forward(x.add(number).mul(2)).toFloatArray(), forward.run(x).toFloatArray());
        assertEquals(1, Compiled.programs(forward));
      }
    }
  }

  /** {@code max_norm} changes the weight in the forward, in place. */
  @Test
  void anEmbeddingThatRenormsItsWeightDoesSoByCalls() {
    Torch.manualSeed(3);
    Sequential one = new Sequential(Embedding.builder(4, 2).maxNorm(0.5).build());
    Torch.manualSeed(3);
    Sequential other = new Sequential(Embedding.builder(4, 2).maxNorm(0.5).build());
    try (one;
        other;
        var scope = Torch.scope();
        CompiledForward<NDArray> forward = CompiledForward.of(x -> other.forward(x))) {
      for (long i = 0; i < 4; i++) {
        Twins.assertNear(one.forward(Torch.tensor(i)), forward.run(Torch.tensor(i)), "row " + i);
        Twins.assertNear(
            one.getParameter("0.weight"), other.getParameter("0.weight"), "weight " + i);
      }
    }
  }

  @Test
  void resultsLiveWhereTheFirstArgumentDoes() {
    try (Linear net = new Linear(3, 2);
        CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x));
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6}).reshape(2, 3);
      for (int i = 0; i < 2; i++) {
        NDArray y = forward.run(x);
        assertEquals(net.forward(x).getManager(), y.getManager());
      }
      NDArray kept;
      try (var scope = Torch.scope()) {
        kept = scope.keep(forward.run(Torch.randn(2, 3)));
        forward.run(Torch.randn(2, 3));
      }
      assertEquals(4, kept.toFloatArray().length);
      kept.close();
    }
  }

  /**
   * An argument that is handed through, and a result that is given twice, are arrays of their own.
   */
  @Test
  void closingAResultLeavesArgumentsAndOtherResultsAlone() {
    try (Linear net = new Linear(3, 3);
        var scope = Torch.scope();
        CompiledForward<NDArray[]> forward =
            CompiledForward.of(
                x -> {
                  NDArray y = net.forward(x);
                  return new NDArray[] {x, y, y, net.weight()};
                })) {
      NDArray x = Torch.randn(3, 3);
      float[] before = x.toFloatArray();
      for (int i = 0; i < 2; i++) {
        NDArray[] results = forward.run(x);
        assertArrayEquals(before, results[0].toFloatArray());
        results[0].close();
        results[1].close();
        assertArrayEquals(net.forward(x).toFloatArray(), results[2].toFloatArray(), ROUNDING);
        assertArrayEquals(net.weight().toFloatArray(), results[3].toFloatArray());
        results[3].close();
        assertArrayEquals(before, x.toFloatArray());
        assertEquals(9, net.weight().toFloatArray().length);
      }
    }
  }
}
