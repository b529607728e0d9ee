package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of layers and views, which a compiled step trains without LibTorch's graph. */
class ClosedStepTest {

  private static final int STEPS = 10;
  private static final float ROUNDING = 2e-5f;

  /** A recurrent module and a linear layer, with a forward in Java and in TorchScript. */
  private static final class Net<M extends TorchModule> extends TorchModule {
    private final M rnn;
    private final Linear fc;
    private final BiFunction<Net<M>, NDArray, NDArray> forward;
    private final String script;

    Net(M rnn, int features, BiFunction<Net<M>, NDArray, NDArray> forward, String... statements) {
      this.rnn = register("rnn", rnn);
      fc = register("fc", new Linear(features, 5));
      this.forward = forward;
      script =
          "def forward(self, x: Tensor) -> Tensor:\n" + String.join("\n", statements).indent(2);
    }

    NDArray forward(NDArray x) {
      return forward.apply(this, x);
    }

    @Override
    public String torchScript() {
      return script;
    }
  }

  /** One case: whether it needs the graph after all, how long the target is, and how to make it. */
  private record Case(String name, boolean graph, int rows, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Maker {
    Net<?> make();
  }

  private static Case closed(String name, int rows, Maker maker) {
    return new Case(name, false, rows, maker);
  }

  /** Input is of (4, 3, 3). */
  static Stream<Arguments> cases() {
    return Stream.of(
            closed(
                "all outputs",
                12,
                () ->
                    new Net<>(
                        new RNN(3, 4),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().reshape(-1, 4)),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output.reshape([-1, 4]))")),
            closed(
                "the last output",
                3,
                () ->
                    new Net<>(
                        new RNN(3, 4),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(-1)),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output[-1])  # (batch, hidden)")),
            closed(
                "the last output of batch first",
                4,
                () ->
                    new Net<>(
                        GRU.builder(3, 4).batchFirst(true).build(),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(":, -1")),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output[:, -1])")),
            closed(
                "two directions of two layers",
                12,
                () ->
                    new Net<>(
                        LSTM.builder(3, 4).numLayers(2).bidirectional(true).build(),
                        8,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().reshape(-1, 8)),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output.view([-1, 8]))")),
            closed(
                "output and state",
                3,
                () ->
                    new Net<>(
                        new GRU(3, 4),
                        4,
                        (n, x) -> {
                          var first = n.rnn.forward(x);
                          var second = n.rnn.forward(x, first.hidden());
                          return n.fc.forward(second.hidden().squeeze(0));
                        },
                        "_, h = self.rnn.forward(x)",
                        "_, h = self.rnn.forward(x, h)",
                        "return self.fc.forward(h.squeeze(0))")),
            closed(
                "a cell unrolled",
                12,
                () ->
                    new Net<>(
                        new RNNCell(3, 4),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.unroll(x).output().reshape(-1, 4)),
                        "output, _ = self.rnn.unroll(x)",
                        "return self.fc.forward(output.reshape([-1, 4]))")),
            closed(
                "a cell of gates unrolled",
                3,
                () ->
                    new Net<>(
                        GRUCell.builder(3, 4).bias(false).build(),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.unroll(x).hidden()),
                        "_, h = self.rnn.unroll(x)",
                        "return self.fc.forward(h)")),
            closed(
                "cells step by step",
                3,
                () ->
                    new Net<>(
                        new LSTMCell(3, 4),
                        4,
                        (n, x) -> {
                          var first = n.rnn.forward(x.get(0));
                          return n.fc.forward(n.rnn.forward(x.get(1), first).h());
                        },
                        "state = self.rnn.forward(x[0])",
                        "h, _ = self.rnn.forward(x[1], state)",
                        "return self.fc.forward(h)")),
            new Case(
                "a copy between layers",
                true,
                12,
                () ->
                    new Net<>(
                        RNN.builder(3, 4).batchFirst(true).build(),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().reshape(-1, 4)),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output.reshape([-1, 4]))")),
            new Case(
                "arithmetic between layers",
                true,
                3,
                () ->
                    new Net<>(
                        new RNN(3, 4),
                        4,
                        (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(-1).mul(2)),
                        "output, _ = self.rnn.forward(x)",
                        "return self.fc.forward(output[-1] * 2)")))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAsSingleCallsDo(Case one) {
    NDArray x = Torch.randn(4, 3, 3);
    NDArray y = Torch.tensor(new long[] {3, 1, 2, 3, 2, 0, 4, 4, 1, 0, 2, 3}).get("0:" + one.rows);
    Torch.manualSeed(5);
    Net<?> single = one.maker.make();
    Torch.manualSeed(5);
    Net<?> compiled = one.maker.make();
    try (single;
        compiled;
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam singly = new Adam(single.parameters(), 0.02);
        Adam together = new Adam(compiled.parameters(), 0.02);
        CompiledStep step = CompiledStep.of(compiled, criterion, together)) {
      assertTrue(step.isCompiled());
      freezeOne(single);
      freezeOne(compiled);
      for (int i = 0; i < STEPS; i++) {
        try (var scope = Torch.scope()) {
          assertEquals(
              trainSingly(single, criterion, singly, x, y),
              step.run(x, y).loss().getFloat(),
              ROUNDING);
        }
      }
      assertEquals(one.graph, step.usesGraph());
      List<NDArray> expected = single.parameters();
      List<NDArray> trained = compiled.parameters();
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(
            expected.get(i).toFloatArray(), trained.get(i).toFloatArray(), 10 * ROUNDING);
      }
    }
  }

  /** A parameter that is not to be trained stays as it is. */
  private static void freezeOne(Net<?> net) {
    net.fc.bias().setRequiresGradient(false);
  }

  private static float trainSingly(
      Net<?> net, CrossEntropyLoss criterion, Adam optimizer, NDArray x, NDArray y) {
    try (var grad = Torch.enableGrad()) {
      NDArray loss = criterion.forward(net.forward(x), y);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
      return loss.getFloat();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesOutputsThatCanBeRecorded(Case one) {
    try (Net<?> net = one.maker.make();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep step = CompiledStep.of(net, criterion, optimizer);
        Linear head = new Linear(5, 2);
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray output = step.run(Torch.randn(4, 3, 3), Torch.tensor(new long[one.rows])).output();
      assertFalse(output.hasGradient());
      Torch.backward(head.forward(output).sum());
      assertArrayEquals(
          output.sum(new int[] {0}).toFloatArray(),
          Torch.grad(head.weight()).get(0).toFloatArray(),
          ROUNDING);
    }
  }

  @Test
  void needsNoGraphForActivationsAndMeanSquares() {
    try (Sequential net = new Sequential(new Linear(3, 4), new Tanh(), new ReLU(), new Sigmoid());
        MSELoss criterion = new MSELoss();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep step = CompiledStep.of(net, criterion, optimizer);
        var scope = Torch.scope()) {
      step.run(Torch.randn(2, 3), Torch.randn(2, 4));
      assertFalse(step.usesGraph());
      step.run(Torch.randn(2, 3), Torch.randn(1, 4));
      assertTrue(step.usesGraph());
    }
  }
}
