package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.function.Function;
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
    List<NDArray> sequences = new java.util.ArrayList<>();
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
}
