package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled steps on several threads beside single calls. */
class StepThreadsTest {

  /** Letters, a recurrent layer and a linear layer. */
  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(7, 3));
    private final TorchModule rnn;
    private final Dropout dropout = register("dropout", new Dropout(0.3));
    private final Linear fc = register("fc", new Linear(4, 5));

    Net(TorchModule rnn) {
      this.rnn = register("rnn", rnn);
    }

    NDArray output(NDArray x) {
      if (rnn instanceof LSTM lstm) {
        return lstm.forward(x).output();
      }
      return rnn instanceof GRU gru ? gru.forward(x).output() : ((RNN) rnn).forward(x).output();
    }

    NDArray classes(NDArray ids) {
      return fc.forward(output(emb.forward(ids))).reshape(-1, 5);
    }

    NDArray classes(PackedSequence ids) {
      PackedSequence embedded = ids.withData(emb.forward(ids.data()));
      PackedSequence output =
          rnn instanceof LSTM lstm
              ? lstm.forward(embedded).output()
              : ((GRU) rnn).forward(embedded).output();
      return fc.forward(output.data());
    }
  }

  private static Optimizer adam(TorchModule net) {
    return Adam.builder(net.parameters()).lr(0.01).build();
  }

  private static NDArray ids(long rows, long columns, int seed) {
    return Torch.arange(rows * columns).mul(3 + seed).add(seed).mod(5).reshape(rows, columns);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void trainsALayerInBothLayouts(int threads) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    for (boolean batchFirst : new boolean[] {true, false}) {
      try (var twins =
          Twins.onThreads(
              threads,
              () -> new Net(GRU.builder(3, 4).batchFirst(batchFirst).build()),
              StepThreadsTest::adam,
              new Clip.Norm(0.05),
              net ->
                  Traceable.of(
                      (NDArray x, NDArray y) ->
                          criterion.forward(net.classes(x), y.reshape(-1))))) {
        twins.step(ids(6, 4, 0), ids(6, 4, 1));
        twins.step(ids(6, 4, 2), ids(6, 4, 3));
        twins.step(ids(5, 4, 2), ids(5, 4, 3)); // unequal parts
        twins.step(ids(2, 4, 2), ids(2, 4, 3));
        twins.step(ids(3, 2, 2), ids(3, 2, 3));
        assertEquals(threads > 1, twins.isShared());
      }
    }
  }

  private static PackedSequence packed(int seed, int... lengths) {
    List<NDArray> sequences = new ArrayList<>();
    for (int length : lengths) {
      sequences.add(ids(1, length, seed).get(0));
    }
    return RNNUtils.packSequence(sequences, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void trainsOnPackedSequences(int threads) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            threads,
            () -> new Net(new LSTM(3, 4)),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, NDArray y) -> {
                      NDArray scores = net.classes(x);
                      return new NDList(criterion.forward(scores, y), scores);
                    }))) {
      twins.step(packed(0, 3, 5, 2, 4, 4), packed(1, 3, 5, 2, 4, 4).data());
      twins.step(packed(2, 3, 5, 2, 4, 4), packed(3, 3, 5, 2, 4, 4).data());
      twins.step(packed(2, 1, 7), packed(3, 1, 7).data());
      assertTrue(twins.isShared());
    }
  }

  /** Layers, dropout between them and around them, in training. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void drawsTheMasksOfOneThread(boolean batchFirst) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () ->
                new Net(
                    LSTM.builder(3, 4).numLayers(3).dropout(0.4).batchFirst(batchFirst).build()),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray embedded = net.dropout.forward(net.emb.forward(x));
                      NDArray output = ((LSTM) net.rnn).forward(embedded).output();
                      NDArray scores = net.fc.forward(net.dropout.forward(output));
                      return criterion.forward(scores.reshape(-1, 5), y.reshape(-1));
                    }))) {
      for (int i = 0; i < 3; i++) {
        twins.step(ids(6, 4, i), ids(6, 4, i + 1));
      }
      twins.step(ids(5, 3, 1), ids(5, 3, 2));
      twins.step(ids(7, 5, 1), ids(7, 5, 2));
      assertTrue(twins.isShared());
    }
  }

  @Test
  void drawsTheMasksOfOneThreadForPackedSequences() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            3,
            () -> new Net(GRU.builder(3, 2).numLayers(2).bidirectional(true).dropout(0.4).build()),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, NDArray y) -> {
                      PackedSequence embedded = x.withData(net.emb.forward(x.data()));
                      var result = ((GRU) net.rnn).forward(embedded);
                      NDArray data = net.dropout.forward(result.output().data());
                      NDArray loss = criterion.forward(net.fc.forward(data), y);
                      return new NDList(loss, result.hidden(), data);
                    }))) {
      twins.step(packed(0, 3, 5, 2, 4, 4), packed(1, 3, 5, 2, 4, 4).data());
      twins.step(packed(2, 3, 5, 2, 4, 4), packed(3, 3, 5, 2, 4, 4).data());
      twins.step(packed(2, 1, 7, 3), packed(3, 1, 7, 3).data());
      assertTrue(twins.isShared());
    }
  }

  /** Targets that are not counted, in one part more than in another, and classes of weights. */
  @Test
  void dividesByTheRowsOfTheWholeBatch() {
    NDArray weight = Torch.tensor(new float[] {0.5f, 1, 2, 0, 3});
    CrossEntropyLoss criterion =
        CrossEntropyLoss.builder().weight(weight).ignoreIndex(1).labelSmoothing(0.1).build();
    NLLLoss plain = NLLLoss.builder().ignoreIndex(1).build();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new Net(new GRU(3, 4)),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray scores = net.classes(x);
                      NDArray logs = Functional.logSoftmax(scores, 1);
                      return criterion
                          .forward(scores, y.reshape(-1))
                          .add(plain.forward(logs, y.reshape(-1)).mul(0.5));
                    }))) {
      NDArray y = Torch.tensor(new long[] {1, 1, 0, 1, 1, 2, 1, 4, 3, 1, 1, 0}, 3, 4);
      twins.step(ids(3, 4, 0), y);
      twins.step(ids(3, 4, 2), y);
      twins.step(ids(3, 5, 2), ids(3, 5, 1));
      assertTrue(twins.isShared());
    }
  }

  /** A state that is fed to the next step, means and sums of squares, and a penalty. */
  @Test
  void joinsResults() {
    MSELoss criterion = new MSELoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new Net(new LSTM(3, 4)),
            net -> {
              SGD.Builder builder = SGD.builder(net.rnn.parameters()).lr(0.1).momentum(0.9);
              SGD sgd = builder.build();
              return sgd;
            },
            new Clip.Values(0.01),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y, LSTMState state) -> {
                      var result = ((LSTM) net.rnn).forward(x, state);
                      NDArray penalty = ((LSTM) net.rnn).parameters().get(0).square().sum();
                      NDArray loss =
                          criterion
                              .forward(result.output(), y)
                              .add(result.output().square().mean().mul(0.3))
                              .add(result.output().abs().sum(new int[] {2}).sum().div(7))
                              .add(penalty.mul(0.01))
                              .sub(1);
                      return new Result(loss, result.output(), result.hidden(), penalty);
                    }))) {
      NDArray x = Torch.randn(6, 5, 3);
      NDArray y = Torch.randn(6, 5, 4);
      LSTMState state = new LSTMState(Torch.randn(1, 5, 4), Torch.randn(1, 5, 4));
      twins.step(x, y, state);
      twins.step(x, y, state);
      twins.step(
          Torch.randn(3, 2, 3),
          Torch.randn(3, 2, 4),
          new LSTMState(Torch.randn(1, 2, 4), Torch.randn(1, 2, 4)));
      assertTrue(twins.isShared());
    }
  }

  private record Result(NDArray loss, NDArray output, LSTMState state, NDArray penalty) {}

  /** Cells in a loop, whose losses are added step by step, in float64. */
  @Test
  void addsTheLossesOfAllSteps() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> {
              Cells cells = new Cells();
              cells.to(DataType.FLOAT64);
              return cells;
            },
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray h = null;
                      NDArray loss = null;
                      for (int t = 0; t < 40; t++) { // a loop of the program
                        h = h == null ? net.cell.forward(x.get(t)) : net.cell.forward(x.get(t), h);
                        NDArray one = criterion.forward(net.fc.forward(h), y.get(t));
                        loss = loss == null ? one : loss.add(one);
                      }
                      return loss.div(40);
                    }))) {
      NDArray x = Torch.to(Torch.randn(40, 3, 3), DataType.FLOAT64);
      twins.step(x, ids(40, 3, 1));
      twins.step(x, ids(40, 3, 2));
      assertTrue(twins.isShared());
    }
  }

  private static final class Cells extends TorchModule {
    private final GRUCell cell = register("cell", new GRUCell(3, 4));
    private final Linear fc = register("fc", new Linear(4, 5));
  }

  /** A convolution, whose step LibTorch's graph differentiates. */
  @Test
  void sharesWhatLibTorchDifferentiates() {
    MSELoss criterion = new MSELoss();
    try (var twins =
        Twins.onThreads(
            2,
            Normalized::new,
            StepThreadsTest::adam,
            new Clip.Norm(0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray unit = Functional.normalize(net.fc.forward(x));
                      return criterion.forward(unit, y);
                    }))) {
      twins.step(Torch.randn(5, 3), Torch.randn(5, 4));
      twins.step(Torch.randn(5, 3), Torch.randn(5, 4));
      assertTrue(twins.isShared());
      assertTrue(twins.usesGraph());
    }
  }

  private static final class Normalized extends TorchModule {
    private final Linear fc = register("fc", new Linear(3, 4));
  }

  /** The parameters of a network after some steps. */
  static List<Float> trained(int threads, int steps) {
    Torch.manualSeed(3);
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var scope = Torch.scope();
        Net net = new Net(new LSTM(3, 4));
        Optimizer optimizer = adam(net);
        var step =
            CompiledStep.builder(
                    optimizer,
                    (NDArray x, NDArray y) -> criterion.forward(net.classes(x), y.reshape(-1)))
                .threads(threads, 0)
                .build()) {
      for (int i = 0; i < steps; i++) {
        step.run(ids(6, 7, i), ids(6, 7, i + 1));
      }
      List<Float> numbers = new ArrayList<>();
      for (NDArray parameter : net.parameters()) {
        for (float number : parameter.toFloatArray()) {
          numbers.add(number);
        }
      }
      return numbers;
    }
  }

  @Test
  void comesToTheSameBitsEachTime() {
    List<Float> first = trained(3, 40);
    for (int i = 0; i < 5; i++) {
      assertEquals(first, trained(3, 40));
    }
  }

  private static <N extends TorchModule> List<String> refusals(
      N net, Traceable<NDArray> lambda, Object... arguments) throws Exception {
    return Log.of(
        StepRunner.class,
        () -> {
          try (Optimizer optimizer = adam(net);
              var step = CompiledStep.builder(optimizer, lambda).threads(2, 0).build()) {
            step.run(arguments);
            step.run(arguments);
            assertEquals(null, step.compiled().variants().get(0).code().partition());
          }
        });
  }

  @Test
  void saysWhyItRunsOnOneThread() throws Exception {
    try (var scope = Torch.scope();
        Net net = new Net(new GRU(3, 4));
        BatchNorm1d norm = new BatchNorm1d(4);
        Optimizer optimizer = adam(net)) {
      NDArray x = Torch.randn(6, 3);
      assertEquals(
          List.of("threads(2): runs on one thread: softmax cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of(
                  (NDArray in) -> Functional.softmax(net.fc.forward(in), 0).square().mean()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of(
              "threads(2): runs on one thread: batch_norm_tracked cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of((NDArray in) -> norm.forward(net.fc.forward(in).get(":, 0:4")).mean()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of("threads(2): runs on one thread: sqrt cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of((NDArray in) -> net.fc.forward(in).square().mean().sqrt()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of(
              "threads(2): runs on one thread: a step of 1,290 multiplications is too small to"
                  + " share"),
          Log.of(
              StepRunner.class,
              () -> {
                try (var step =
                    CompiledStep.builder(
                            optimizer, (NDArray in) -> net.fc.forward(in).square().mean())
                        .threads(2)
                        .build()) {
                  step.run(Torch.randn(6, 4));
                }
              }));
      assertEquals(
          "threads must be at least 1, but is 0",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> CompiledStep.builder(optimizer, (NDArray in) -> in).threads(0))
              .getMessage());
      assertEquals(3, x.getShape().get(1));
    }
  }

  /** Two groups, kept gradients, and a class that there is not, in the second part. */
  @Test
  void stepsNothingIfAPartFails() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var scope = Torch.scope();
        Net net = new Net(new GRU(3, 4));
        SGD optimizer = new SGD(net.rnn.parameters(), 0.1)) {
      optimizer.addParamGroup(net.fc.parameters(), Map.of("lr", 0.2));
      Traceable.Two<NDArray, NDArray, NDArray> lambda =
          (x, y) -> criterion.forward(net.classes(x), y.reshape(-1));
      try (var step =
          CompiledStep.builder(optimizer, lambda).threads(2, 0).keepGradients().build()) {
        step.run(ids(4, 6, 0), ids(4, 6, 1));
        assertEquals(
            net.fc.parameters().get(0).getShape(), step.gradient(net.fc.weight()).getShape());
        float[] before = net.fc.weight().toFloatArray();
        NDArray wrong = Torch.tensor(LongStream.range(0, 24).map(i -> i == 5 ? 9 : 1).toArray());
        String message =
            assertThrows(RuntimeException.class, () -> step.run(ids(4, 6, 2), wrong.reshape(4, 6)))
                .getMessage();
        assertEquals("Target 9 is out of bounds.", message);
        assertArrayEquals(before, net.fc.weight().toFloatArray());
        step.run(ids(4, 6, 0), ids(4, 6, 1));
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> step.run(ids(4, 6, 0), ids(4, 6, 1)));
        step.close();
        assertThrows(IllegalStateException.class, () -> step.run(ids(4, 6, 0), ids(4, 6, 1)));
      }
    }
  }

  /** Two packed batches, of one number of sequences, one of them sorted by the caller. */
  @Test
  void cutsEachPackedBatchByTheSameSequences() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new Net(new GRU(3, 4)),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, PackedSequence z, NDArray y) -> {
                      var of = x.withData(net.emb.forward(x.data()));
                      var first = ((GRU) net.rnn).forward(of);
                      var second =
                          ((GRU) net.rnn)
                              .forward(z.withData(net.emb.forward(z.data())), first.hidden());
                      NDArray scores = net.fc.forward(second.hidden().get(0));
                      NDArray loss =
                          criterion.forward(scores, y).add(second.output().data().mean());
                      return new NDList(loss, second.output().data(), scores);
                    }))) {
      NDArray y = Torch.tensor(0L, 4, 2, 2, 1);
      twins.step(packed(0, 3, 5, 2, 4, 4), packed(1, 1, 2, 3, 6, 5), y);
      twins.step(packed(2, 3, 5, 2, 4, 4), packed(3, 2, 2, 3, 6, 5), y);
      assertTrue(twins.isShared());
    }
  }

  /** Labels that were made one row by the caller, in both orders of time and batch. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cutsLabelsOfOneRow(boolean batchFirst) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new Net(RNN.builder(3, 4).batchFirst(batchFirst).build()),
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray scores = net.classes(x);
                      return new NDList(criterion.forward(scores, y), scores);
                    }))) {
      twins.step(ids(5, 4, 0), ids(5, 4, 1).reshape(-1));
      twins.step(ids(5, 4, 2), ids(5, 4, 1).reshape(-1));
      assertTrue(twins.isShared());
    }
  }

  /** Batch normalization by its statistics, and targets with an axis more. */
  @Test
  void sharesANetworkInEvaluation() {
    MSELoss criterion = new MSELoss();
    try (var twins =
        Twins.onThreads(
            2,
            Head::new,
            StepThreadsTest::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) ->
                        criterion.forward(
                            net.fc.forward(net.norm.forward(x)), y.reshape(-1, 1))))) {
      twins.step(Torch.randn(5, 3), Torch.randn(5));
      twins.step(Torch.randn(5, 3), Torch.randn(5));
      assertTrue(twins.isShared());
    }
  }

  private static final class Head extends TorchModule {
    private final BatchNorm1d norm = register("norm", new BatchNorm1d(3));
    private final Linear fc = register("fc", new Linear(3, 1));

    Head() {
      eval();
    }
  }
}
