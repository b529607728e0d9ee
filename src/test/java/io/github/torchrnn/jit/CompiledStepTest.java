package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.SingleStateRNN;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compiled step beside the same step in single calls, which the goldens hold to Python's. */
class CompiledStepTest {

  private static final int STEPS = 20;

  /** Gradients in closed form sum in another order. */
  private static final float ROUNDING = 2e-5f;

  /** Embedding, a recurrent layer and a linear layer, in two halves of the sequence. */
  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(5, 3));
    private final TorchModule rnn;
    private final Linear fc;

    Net(String kind) {
      String[] words = kind.split(" ");
      boolean bidirectional = kind.contains("bidirectional");
      boolean batchFirst = kind.contains("batchFirst");
      boolean bias = !kind.contains("noBias");
      int layers = kind.contains("two") ? 2 : 1;
      rnn =
          register(
              "rnn",
              switch (words[0]) {
                case "LSTM" ->
                    LSTM.builder(3, 4)
                        .numLayers(layers)
                        .bidirectional(bidirectional)
                        .batchFirst(batchFirst)
                        .bias(bias)
                        .build();
                case "GRU" ->
                    GRU.builder(3, 4)
                        .numLayers(layers)
                        .bidirectional(bidirectional)
                        .batchFirst(batchFirst)
                        .bias(bias)
                        .build();
                default ->
                    RNN.builder(3, 4)
                        .numLayers(layers)
                        .bidirectional(bidirectional)
                        .batchFirst(batchFirst)
                        .bias(bias)
                        .nonlinearity(words[0])
                        .build();
              });
      fc = register("fc", new Linear(bidirectional ? 8 : 4, 5));
    }

    /** The second half goes on from the first's state, so that gradients come to it too. */
    NDArray forward(NDArray x) {
      NDArray first = emb.forward(x.get("0:2"));
      NDArray second = emb.forward(x.get("2:4"));
      NDArray a;
      NDArray b;
      if (rnn instanceof LSTM layer) {
        var half = layer.forward(first);
        a = half.output();
        b = layer.forward(second, half.hidden()).output();
      } else {
        SingleStateRNN layer = (SingleStateRNN) rnn;
        var half = layer.forward(first);
        a = half.output();
        b = layer.forward(second, half.hidden()).output();
      }
      return fc.forward(a.concat(b, 0)).reshape(-1, 5);
    }

    @Override
    public String torchScript() {
      return """
          def forward(self, x: Tensor) -> Tensor:
            a, state = self.rnn.forward(self.emb.forward(x[0:2]))
            b, _ = self.rnn.forward(self.emb.forward(x[2:4]), state)
            return self.fc.forward(torch.cat([a, b])).reshape([-1, 5])
          """;
    }
  }

  /** A loop of a user's own over a cell, whose gradients LibTorch's graph finds. */
  private static final class Loop extends TorchModule {
    private final RNNCell cell = register("cell", new RNNCell(3, 5));

    NDArray forward(NDArray x) {
      NDArray h = cell.forward(x.get(0));
      return cell.forward(x.get(1), h);
    }

    @Override
    public String torchScript() {
      return """
          def forward(self, x: Tensor) -> Tensor:
            h = self.cell.forward(x[0])
            return self.cell.forward(x[1], h)
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh",
        "relu noBias",
        "tanh two bidirectional",
        "tanh batchFirst",
        "GRU",
        "GRU two bidirectional",
        "GRU noBias batchFirst",
        "LSTM",
        "LSTM two bidirectional",
        "LSTM noBias batchFirst"
      })
  void trainsRecurrentNetworksAsSingleCallsDo(String kind) {
    NDArray x = Torch.tensor(new long[] {1, 0, 2, 2, 3, 4, 1, 1, 0, 3, 2, 4}, 4, 3);
    NDArray y = Torch.tensor(3, 1, 2, 3, 2, 0, 4, 4, 1, 0, 2, 3);
    compare(
        () -> new Net(kind),
        net -> ((Net) net).forward(x),
        new CrossEntropyLoss(),
        net -> Adam.builder(net.parameters()).lr(0.05).build(),
        x,
        y);
  }

  @Test
  void trainsALoopOfOnesOwn() {
    NDArray x = Torch.randn(2, 4, 3);
    compare(
        Loop::new,
        net -> ((Loop) net).forward(x),
        new MSELoss(),
        net -> SGD.builder(net.parameters(), 0.1).momentum(0.9).weightDecay(0.01).build(),
        x,
        Torch.randn(4, 5));
  }

  @Test
  void trainsLayersInARowAndGroupsWithRatesOfTheirOwn() {
    NDArray x = Torch.randn(4, 3);
    compare(
        () ->
            new Sequential(
                new Linear(3, 6), new Tanh(), new Linear(6, 5), new Sigmoid(), new ReLU()),
        net -> ((Sequential) net).forward(x),
        CrossEntropyLoss.builder().reduction("sum").ignoreIndex(2).build(),
        net ->
            AdamW.builder(((Sequential) net).get(0).parameters())
                .group(((Sequential) net).get(2).parameters(), Map.of("lr", 0.1))
                .build(),
        x,
        Torch.tensor(0, 2, 4, 1));
  }

  private static void compare(
      Supplier<TorchModule> make,
      Function<TorchModule, NDArray> forward,
      Loss criterion,
      Function<TorchModule, Optimizer> optimizer,
      NDArray x,
      NDArray y) {
    Torch.manualSeed(1);
    TorchModule single = make.get();
    Torch.manualSeed(1);
    TorchModule compiled = make.get();
    try (single;
        compiled;
        Optimizer singly = optimizer.apply(single);
        Optimizer together = optimizer.apply(compiled);
        CompiledStep step = CompiledStep.of(compiled, criterion, together)) {
      assertTrue(step.isCompiled());
      for (int i = 0; i < STEPS; i++) {
        try (var scope = Torch.scope()) {
          NDArray scores;
          NDArray loss;
          try (var grad = Torch.enableGrad()) {
            scores = forward.apply(single);
            loss = criterion.forward(scores, y);
            singly.zeroGrad();
            Torch.backward(loss);
            singly.step();
          }
          CompiledStep.Result result = step.run(x, y);
          assertEquals(loss.getFloat(), result.loss().getFloat(), ROUNDING);
          assertEquals(
              "(%s, %s)".formatted(Torch.repr(result.loss()), Torch.repr(result.output())),
              result.toString());
          assertArrayEquals(
              scores.stopGradient().toFloatArray(), result.output().toFloatArray(), ROUNDING);
        }
      }
      List<NDArray> expected = single.parameters();
      List<NDArray> trained = compiled.parameters();
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(
            expected.get(i).toFloatArray(), trained.get(i).toFloatArray(), 10 * ROUNDING);
      }
      assertFalse(Torch.isGradEnabled());
    }
  }

  @Test
  void clipsAsSingleCallsDo() {
    NDArray x = Torch.randn(4, 3);
    NDArray y = Torch.tensor(0, 2, 4, 1);
    for (boolean norm : new boolean[] {true, false}) {
      Torch.manualSeed(2);
      Linear single = new Linear(3, 5);
      Torch.manualSeed(2);
      Linear compiled = new Linear(3, 5);
      SGD singly = new SGD(single.parameters(), 1);
      SGD together = new SGD(compiled.parameters(), 1);
      CrossEntropyLoss criterion = new CrossEntropyLoss();
      CompiledStep.Builder builder = CompiledStep.builder(compiled, criterion, together);
      try (single;
          compiled;
          CompiledStep step =
              (norm ? builder.clipGradNorm(0.1) : builder.clipGradValue(0.01)).build()) {
        for (int i = 0; i < 5; i++) {
          try (var scope = Torch.scope();
              var grad = Torch.enableGrad()) {
            NDArray loss = criterion.forward(single.forward(x), y);
            singly.zeroGrad();
            Torch.backward(loss);
            if (norm) {
              ClipGrad.clipGradNorm(single.parameters(), 0.1);
            } else {
              ClipGrad.clipGradValue(single.parameters(), 0.01);
            }
            singly.step();
            step.run(x, y);
            assertTrue(Torch.isGradEnabled());
          }
        }
        assertArrayEquals(
            single.weight().toFloatArray(), compiled.weight().toFloatArray(), ROUNDING);
      }
    }
  }

  /** Numbers of which LibTorch's {@code float("4.9e-324")} cannot read all. */
  @Test
  void clipsByEveryNumber() {
    NDArray x = Torch.randn(4, 3);
    NDArray y = Torch.randn(4, 2);
    for (double number :
        new double[] {Double.MIN_VALUE, 1e-310, 0, 1e22, Double.POSITIVE_INFINITY, Double.NaN}) {
      for (boolean norm : new boolean[] {true, false}) {
        try (Linear net = new Linear(3, 2);
            SGD optimizer = new SGD(net.parameters(), 1)) {
          float[] before = net.weight().toFloatArray();
          CompiledStep.Builder builder = CompiledStep.builder(net, new MSELoss(), optimizer);
          try (CompiledStep step =
              (norm ? builder.clipGradNorm(number) : builder.clipGradValue(number)).build()) {
            assertTrue(step.isCompiled());
            step.run(x, y);
          }
          float[] after = net.weight().toFloatArray();
          if (number < 1) {
            assertArrayEquals(before, after, "clipped to " + number);
          } else {
            assertTrue(after[0] != before[0], "clipped to " + number);
          }
        }
      }
    }
  }

  @Test
  void dropsOnlyInTraining() {
    NDArray x = Torch.ones(1, 50);
    NDArray y = Torch.tensor(0);
    try (Sequential net = new Sequential(new Dropout(0.5), new Linear(50, 2));
        SGD optimizer = new SGD(net.parameters(), 0);
        CompiledStep step = CompiledStep.of(net, new CrossEntropyLoss(), optimizer)) {
      float first = step.run(x, y).loss().getFloat();
      float second = step.run(x, y).loss().getFloat();
      assertTrue(first != second);
      net.eval();
      assertEquals(step.run(x, y).loss().getFloat(), step.run(x, y).loss().getFloat());
    }
  }

  @Test
  void runsANetworkWithoutTorchScriptByItsCalls() {
    Torch.manualSeed(3);
    try (Plain net = new Plain();
        SGD optimizer = new SGD(net.parameters(), 0.5);
        CompiledStep step = CompiledStep.of(net, new CrossEntropyLoss(), optimizer)) {
      assertFalse(step.isCompiled());
      NDArray x = Torch.randn(4, 3);
      NDArray y = Torch.tensor(0, 2, 4, 1);
      float first = step.run(x, y).loss().getFloat();
      for (int i = 0; i < STEPS; i++) {
        step.run(x, y);
      }
      assertTrue(step.run(x, y).loss().getFloat() < first);
    }
  }

  @Test
  void refusesBadArgumentsAndGoesOn() {
    try (Linear net = new Linear(3, 5);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep step = CompiledStep.of(net, new CrossEntropyLoss(), optimizer)) {
      NDArray x = Torch.ones(2, 3);
      NDArray y = Torch.tensor(1, 2);
      float before = step.run(x, y).loss().getFloat();
      Expect.refusal(
          "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x5)",
          () -> step.run(Torch.ones(2, 4), y));
      assertFalse(Torch.isGradEnabled());
      assertThrows(IllegalArgumentException.class, () -> step.run(x));
      assertTrue(step.run(x, y).loss().getFloat() < before);
      optimizer.close();
      assertEquals(
          "SGD has been closed and its state is freed: close it after its last step",
          assertThrows(IllegalStateException.class, () -> step.run(x, y)).getMessage());
      step.close();
      step.close();
      assertEquals(
          "CompiledStep has been closed: close it after its last run",
          assertThrows(IllegalStateException.class, () -> step.run(x, y)).getMessage());
    }
  }

  @Test
  void aClosedOptimizerIsRefusedWhenTheStepIsMade() {
    try (Linear layer = new Linear(2, 1)) {
      Adam optimizer = new Adam(layer.parameters(), 0.1);
      optimizer.close();
      assertEquals(
          "Adam has been closed and its state is freed: close it after its last step",
          assertThrows(
                  IllegalStateException.class,
                  () -> CompiledStep.of(layer, new MSELoss(), optimizer))
              .getMessage());
    }
  }
}
