package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A compiled forward beside the module's own, which the goldens hold to Python's. */
class CompiledForwardTest {

  private static final float ROUNDING = 1e-6f;

  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(5, 3));
    private final LSTM rnn = register("rnn", LSTM.builder(3, 4).numLayers(2).build());
    private final Dropout drop = register("drop", new Dropout(0.5));
    private final Linear fc = register("fc", new Linear(4, 5));

    LSTMOutput layer(NDArray x, LSTMState state) {
      return rnn.forward(emb.forward(x), state);
    }

    @Override
    public String torchScript() {
      return """
          def forward(self, x: Tensor, state: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
            output, state = self.rnn.forward(self.emb.forward(x), state)
            return self.fc.forward(self.drop.forward(output)), state
          """;
    }
  }

  /** Without TorchScript. */
  private static final class Plain extends TorchModule {
    private final Linear fc = register("fc", new Linear(3, 5));

    @Override
    protected NDList compute(NDList inputs) {
      return new NDList(fc.forward(inputs.head()));
    }
  }

  @Test
  void runsAsTheModuleDoesWithItsOwnWeightsAndModes() {
    Torch.manualSeed(4);
    try (Net net = new Net();
        CompiledForward forward = CompiledForward.of(net);
        var scope = Torch.scope()) {
      assertTrue(forward.isCompiled());
      NDArray x = Torch.tensor(new long[] {1, 0, 4, 2}, 2, 2);
      LSTMState state = new LSTMState(Torch.randn(2, 2, 4), Torch.randn(2, 2, 4));
      net.eval();
      for (int i = 0; i < 2; i++) {
        LSTMOutput expected = net.layer(x, state);
        NDArray scores = net.fc.forward(expected.output());
        NDList results = forward.run(x, state.h(), state.c());
        List<NDArray> all = List.of(scores, expected.hidden().h(), expected.hidden().c());
        for (int k = 0; k < all.size(); k++) {
          assertArrayEquals(
              all.get(k).toFloatArray(), results.get(k).toFloatArray(), ROUNDING, "result " + k);
        }
        net.fc.bias().addi(1);
      }
      float[] quiet = forward.run(x, state.h(), state.c()).head().toFloatArray();
      net.train();
      float[] dropped = forward.run(x, state.h(), state.c()).head().toFloatArray();
      assertFalse(Arrays.equals(quiet, dropped));
    }
  }

  @Test
  void givesOutputsThatCanBeRecorded() {
    try (Linear body = new Linear(3, 4);
        Linear head = new Linear(4, 2);
        CompiledForward forward = CompiledForward.of(body);
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray features = forward.run(Torch.randn(6, 3)).head();
      Torch.backward(head.forward(features).sum());
      assertArrayEquals(
          features.sum(new int[] {0}).toFloatArray(),
          Torch.grad(head.weight()).get(1).toFloatArray(),
          10 * ROUNDING);
      assertTrue(Torch.isGradEnabled());
    }
  }

  @Test
  void runsAModuleWithoutTorchScriptByItsCalls() {
    try (Plain net = new Plain();
        CompiledForward forward = CompiledForward.of(net);
        var scope = Torch.scope()) {
      assertFalse(forward.isCompiled());
      NDArray x = Torch.randn(2, 3);
      assertArrayEquals(
          net.fc.forward(x).toFloatArray(), forward.run(x).head().toFloatArray(), ROUNDING);
    }
  }

  @Test
  void refusesBadInputs() {
    try (RNN net = new RNN(4, 2);
        var scope = Torch.scope()) {
      CompiledForward forward = CompiledForward.of(net);
      Expect.refusal(
          "input.size(-1) must be equal to input_size. Expected 4, got 3",
          () -> forward.run(Torch.randn(2, 1, 3)));
      Expect.refusal("a forward takes the module's inputs", forward::run);
      forward.close();
      forward.close();
      assertEquals(
          "CompiledForward has been closed: close it after its last run",
          assertThrows(IllegalStateException.class, () -> forward.run(Torch.randn(2, 1, 4)))
              .getMessage());
    }
  }

  /** Numbers of which LibTorch's {@code float("4.9e-324")} and literals cannot read all. */
  @Test
  void readsEveryNumber() {
    for (double number :
        new double[] {Double.MIN_VALUE, 1e-310, 1e22, Double.POSITIVE_INFINITY, Double.NaN}) {
      try (var scope = Torch.scope();
          var net =
              new Sequential(
                  Embedding.builder(2, 2).maxNorm(number).normType(2).build(),
                  new Dropout(Double.MIN_VALUE));
          var forward = CompiledForward.of(net)) {
        assertTrue(forward.isCompiled());
        NDArray compiled = forward.run(Torch.tensor(1L, 0L)).head();
        Expect.numbers(net.forward(Torch.tensor(1L, 0L)), compiled.toFloatArray());
      }
    }
  }
}
