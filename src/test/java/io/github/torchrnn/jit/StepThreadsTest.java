package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
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
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled steps on several threads beside single calls. */
class StepThreadsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void trainsALayerInBothLayouts(int threads) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    for (boolean batchFirst : new boolean[] {true, false}) {
      try (var twins =
          Twins.onThreads(
              threads,
              () -> new LetterNet(GRU.builder(3, 4).batchFirst(batchFirst).build()),
              LetterNet::adam,
              new Clip.Norm(0.05),
              net ->
                  Traceable.of(
                      (NDArray x, NDArray y) ->
                          criterion.forward(net.classes(x), y.reshape(-1))))) {
        twins.step(LetterNet.ids(6, 4, 0), LetterNet.ids(6, 4, 1));
        twins.step(LetterNet.ids(6, 4, 2), LetterNet.ids(6, 4, 3));
        twins.step(LetterNet.ids(5, 4, 2), LetterNet.ids(5, 4, 3)); // unequal parts
        twins.step(LetterNet.ids(2, 4, 2), LetterNet.ids(2, 4, 3));
        twins.step(LetterNet.ids(3, 2, 2), LetterNet.ids(3, 2, 3));
        assertEquals(threads > 1, twins.isShared());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void trainsOnPackedSequences(int threads) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            threads,
            () -> new LetterNet(new LSTM(3, 4)),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, NDArray y) -> {
                      NDArray scores = net.classes(x);
                      return new NDList(criterion.forward(scores, y), scores);
                    }))) {
      twins.step(LetterNet.packed(0, 3, 5, 2, 4, 4), LetterNet.packed(1, 3, 5, 2, 4, 4).data());
      twins.step(LetterNet.packed(2, 3, 5, 2, 4, 4), LetterNet.packed(3, 3, 5, 2, 4, 4).data());
      twins.step(LetterNet.packed(2, 1, 7), LetterNet.packed(3, 1, 7).data());
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
                new LetterNet(
                    LSTM.builder(3, 4).numLayers(3).dropout(0.4).batchFirst(batchFirst).build()),
            LetterNet::adam,
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
        twins.step(LetterNet.ids(6, 4, i), LetterNet.ids(6, 4, i + 1));
      }
      twins.step(LetterNet.ids(5, 3, 1), LetterNet.ids(5, 3, 2));
      twins.step(LetterNet.ids(7, 5, 1), LetterNet.ids(7, 5, 2));
      assertTrue(twins.isShared());
    }
  }

  /** After a reshape and a flatten, of a batch in front and behind. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void drawsTheMasksOfOneThreadForMergedAxes(boolean batchFirst) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new LetterNet(LSTM.builder(3, 4).batchFirst(batchFirst).build()),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray output = ((LSTM) net.rnn).forward(net.emb.forward(x)).output();
                      NDArray rows = net.dropout.forward(output.reshape(-1, 4));
                      NDArray flat = net.dropout.forward(output.flatten(0, 1)).tanh();
                      NDArray scores = net.fc.forward(rows.add(flat));
                      return new NDList(criterion.forward(scores, y.reshape(-1)), scores);
                    }))) {
      for (int[] size : new int[][] {{6, 5}, {6, 5}, {5, 3}, {7, 5}, {4, 4}}) {
        twins.step(LetterNet.ids(size[0], size[1], 1), LetterNet.ids(size[0], size[1], 2));
      }
      assertTrue(twins.isShared());
    }
  }

  /** The examples are in the middle of the only axis. */
  @Test
  void drawsNoMasksForAllNumbersInARow() {
    try (var twins =
        Twins.onThreads(
            2,
            () -> new LetterNet(new LSTM(3, 4)),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x) -> {
                      NDArray output = ((LSTM) net.rnn).forward(net.emb.forward(x)).output();
                      return net.dropout.forward(output.flatten(0, 2)).square().mean();
                    }))) {
      twins.step(LetterNet.ids(6, 5, 1));
      assertEquals(false, twins.isShared());
    }
  }

  @Test
  void drawsTheMasksOfOneThreadForPackedSequences() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            3,
            () ->
                new LetterNet(
                    GRU.builder(3, 2).numLayers(2).bidirectional(true).dropout(0.4).build()),
            LetterNet::adam,
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
      twins.step(LetterNet.packed(0, 3, 5, 2, 4, 4), LetterNet.packed(1, 3, 5, 2, 4, 4).data());
      twins.step(LetterNet.packed(2, 3, 5, 2, 4, 4), LetterNet.packed(3, 3, 5, 2, 4, 4).data());
      twins.step(LetterNet.packed(2, 1, 7, 3), LetterNet.packed(3, 1, 7, 3).data());
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
            () -> new LetterNet(new GRU(3, 4)),
            LetterNet::adam,
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
      twins.step(LetterNet.ids(3, 4, 0), y);
      twins.step(LetterNet.ids(3, 4, 2), y);
      twins.step(LetterNet.ids(3, 5, 2), LetterNet.ids(3, 5, 1));
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
            () -> new LetterNet(new LSTM(3, 4)),
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
            LetterNet::adam,
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
      twins.step(x, LetterNet.ids(40, 3, 1));
      twins.step(x, LetterNet.ids(40, 3, 2));
      assertTrue(twins.isShared());
    }
  }

  private static final class Cells extends TorchModule {
    private final GRUCell cell = register("cell", new GRUCell(3, 4));
    private final Linear fc = register("fc", new Linear(4, 5));
  }

  /** Two packed batches, of one number of sequences, one of them sorted by the caller. */
  @Test
  void cutsEachPackedBatchByTheSameSequences() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var twins =
        Twins.onThreads(
            2,
            () -> new LetterNet(new GRU(3, 4)),
            LetterNet::adam,
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
      twins.step(LetterNet.packed(0, 3, 5, 2, 4, 4), LetterNet.packed(1, 1, 2, 3, 6, 5), y);
      twins.step(LetterNet.packed(2, 3, 5, 2, 4, 4), LetterNet.packed(3, 2, 2, 3, 6, 5), y);
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
            () -> new LetterNet(RNN.builder(3, 4).batchFirst(batchFirst).build()),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray scores = net.classes(x);
                      return new NDList(criterion.forward(scores, y), scores);
                    }))) {
      twins.step(LetterNet.ids(5, 4, 0), LetterNet.ids(5, 4, 1).reshape(-1));
      twins.step(LetterNet.ids(5, 4, 2), LetterNet.ids(5, 4, 1).reshape(-1));
      assertTrue(twins.isShared());
    }
  }
}
