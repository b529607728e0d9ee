package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
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
import io.github.torchrnn.nn.SingleStateRNN;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.SGD;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled steps of whole networks beside single calls, which the goldens hold to Python's. */
class CompiledStepTest {

  private static final int STEPS = 8;

  /** Embedding, a recurrent layer and a linear layer, in two halves of the sequence. */
  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(5, 3));
    private final TorchModule rnn;
    private final Linear fc;

    Net(String kind) {
      boolean bidirectional = kind.contains("bidirectional");
      boolean batchFirst = kind.contains("batchFirst");
      boolean bias = !kind.contains("noBias");
      int layers = kind.contains("two") ? 2 : 1;
      String name = kind.split(" ")[0];
      rnn =
          register(
              "rnn",
              switch (name) {
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
                        .nonlinearity(name)
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
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.of(
            () -> new Net(kind),
            net -> Adam.builder(net.parameters()).lr(0.05).build(),
            net -> Traceable.of((NDArray x, NDArray y) -> criterion.forward(net.forward(x), y)))) {
      NDArray x = Torch.tensor(new long[] {1, 0, 2, 2, 3, 4, 1, 1, 0, 3, 2, 4}, 4, 3);
      NDArray y = Torch.tensor(3, 1, 2, 3, 2, 0, 4, 4, 1, 0, 2, 3);
      float first = twins.step(x, y);
      float last = first;
      for (int i = 1; i < STEPS; i++) {
        last = twins.step(x, y);
      }
      assertTrue(last < first);
      assertEquals(1, twins.programs());
    }
  }

  /** A module and a linear layer, and what a forward does with them. */
  private static final class Parts<M extends TorchModule> extends TorchModule {
    private final M rnn;
    private final Linear fc;
    private final BiFunction<Parts<M>, NDArray, NDArray> forward;

    Parts(M rnn, int features, BiFunction<Parts<M>, NDArray, NDArray> forward) {
      this.rnn = register("rnn", rnn);
      fc = register("fc", new Linear(features, 5));
      this.forward = forward;
    }

    NDArray forward(NDArray x) {
      return forward.apply(this, x);
    }
  }

  /** One case: how many rows of scores there are, and how to make the network. */
  private record Case(String name, int rows, Supplier<Parts<?>> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Input is of (4, 3, 3). */
  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "the last output",
            3,
            () ->
                new Parts<>(
                    new RNN(3, 4), 4, (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(-1)))),
        new Case(
            "the last output of batch first",
            4,
            () ->
                new Parts<>(
                    GRU.builder(3, 4).batchFirst(true).build(),
                    4,
                    (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(":, -1")))),
        new Case(
            "output and state",
            3,
            () ->
                new Parts<>(
                    new GRU(3, 4),
                    4,
                    (n, x) -> {
                      var first = n.rnn.forward(x);
                      var second = n.rnn.forward(x, first.hidden());
                      return n.fc.forward(second.hidden().squeeze(0));
                    })),
        new Case(
            "a cell unrolled",
            12,
            () ->
                new Parts<>(
                    new RNNCell(3, 4),
                    4,
                    (n, x) -> n.fc.forward(n.rnn.unroll(x).output().reshape(-1, 4)))),
        new Case(
            "a cell of gates unrolled",
            3,
            () ->
                new Parts<>(
                    GRUCell.builder(3, 4).bias(false).build(),
                    4,
                    (n, x) -> n.fc.forward(n.rnn.unroll(x).hidden()))),
        new Case(
            "a user's loop over a cell",
            3,
            () ->
                new Parts<>(
                    new LSTMCell(3, 4),
                    4,
                    (n, x) -> {
                      var state = n.rnn.forward(x.get(0));
                      for (int i = 1; i < 4; i++) {
                        state = n.rnn.forward(x.get(i), state);
                      }
                      return n.fc.forward(state.h());
                    })),
        new Case(
            "a copy between layers",
            12,
            () ->
                new Parts<>(
                    RNN.builder(3, 4).batchFirst(true).build(),
                    4,
                    (n, x) -> n.fc.forward(n.rnn.forward(x).output().reshape(-1, 4)))),
        new Case(
            "arithmetic between layers",
            3,
            () ->
                new Parts<>(
                    new RNN(3, 4),
                    4,
                    (n, x) -> n.fc.forward(n.rnn.forward(x).output().get(-1).mul(2)))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsPartsOfOutputsAndStates(Case one) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.of(
            one.make::get,
            net -> new Adam(net.parameters(), 0.02),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray scores = net.forward(x);
                      return new NDArray[] {criterion.forward(scores, y), scores};
                    }))) {
      Torch.manualSeed(2);
      NDArray x = Torch.randn(4, 3, 3);
      NDArray y =
          Torch.tensor(new long[] {3, 1, 2, 3, 2, 0, 4, 4, 1, 0, 2, 3}).get("0:" + one.rows);
      for (int i = 0; i < STEPS; i++) {
        twins.step(x, y);
      }
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void trainsLayersInARowAndGroupsWithRatesOfTheirOwn() {
    CrossEntropyLoss criterion = CrossEntropyLoss.builder().reduction("sum").ignoreIndex(2).build();
    try (var twins =
        Twins.of(
            () ->
                new Sequential(
                    new Linear(3, 6), new Tanh(), new Linear(6, 5), new Sigmoid(), new ReLU()),
            net ->
                AdamW.builder(net.get(0).parameters())
                    .group(net.get(2).parameters(), Map.of("lr", 0.1))
                    .build(),
            net -> Traceable.of((NDArray x, NDArray y) -> criterion.forward(net.forward(x), y)))) {
      for (int i = 0; i < STEPS; i++) {
        twins.step(Torch.randn(4, 3), Torch.tensor(0, 2, 4, 1));
      }
      assertEquals(1, twins.programs());
    }
  }

  /** The running loss of hello-cell: a loss at each letter, and zeros to begin with. */
  @Test
  void trainsALoopWithALossAtEachStep() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.of(
            () -> new RNNCell(3, 5),
            net -> SGD.builder(net.parameters(), 0.1).momentum(0.9).weightDecay(0.01).build(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray loss = Torch.zeros();
                      NDArray h = Torch.zeros(1, 5);
                      for (int i = 0; i < 4; i++) {
                        h = net.forward(x.get(i), h);
                        loss = loss.add(criterion.forward(h, y.get(i + ":" + (i + 1))));
                      }
                      return loss;
                    }))) {
      NDArray x = Torch.randn(4, 1, 3);
      for (int i = 0; i < STEPS; i++) {
        twins.step(x, Torch.tensor(2, 0, 4, 1));
      }
      assertEquals(1, twins.programs());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 100})
  void clipsByNormAsSingleCallsDo(double max) {
    assertClipped(new Clip.Norm(max));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 100})
  void clipsByValueAsSingleCallsDo(double max) {
    assertClipped(new Clip.Values(max));
  }

  private static void assertClipped(Clip clip) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.clipped(
            () -> new Linear(3, 5),
            net -> new SGD(net.parameters(), 1),
            clip,
            net -> Traceable.of((NDArray x, NDArray y) -> criterion.forward(net.forward(x), y)))) {
      for (int i = 0; i < 5; i++) {
        twins.step(Torch.randn(4, 3), Torch.tensor(0, 2, 4, 1));
      }
      assertEquals(1, twins.programs());
    }
  }

  /** Numbers of which LibTorch's {@code float("4.9e-324")} cannot read all. */
  @Test
  void clipsByEveryNumber() {
    NDArray x = Torch.randn(4, 3);
    NDArray y = Torch.randn(4, 2);
    MSELoss criterion = new MSELoss();
    for (double number :
        new double[] {Double.MIN_VALUE, 1e-310, 0, 1e22, Double.POSITIVE_INFINITY, Double.NaN}) {
      for (boolean norm : new boolean[] {true, false}) {
        try (Linear net = new Linear(3, 2);
            SGD optimizer = new SGD(net.parameters(), 1)) {
          float[] before = net.weight().toFloatArray();
          CompiledStep.Builder<NDArray> builder =
              CompiledStep.builder(optimizer, (a, b) -> criterion.forward(net.forward(a), b));
          try (CompiledStep<NDArray> step =
              (norm ? builder.clipGradNorm(number) : builder.clipGradValue(number)).build()) {
            step.run(x, y);
            assertEquals(1, Compiled.programs(step));
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
}
