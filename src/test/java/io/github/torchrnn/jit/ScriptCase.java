package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.AdaptiveAvgPool2d;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.AvgPool2d;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Dropout2d;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.Identity;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import java.util.List;
import java.util.function.Function;

/** A module, inputs, and what its forward makes of them as one flat list. */
record ScriptCase(
    String name,
    TorchModule module,
    Function<List<NDArray>, List<NDArray>> forward,
    List<NDArray> inputs) {

  /** A network that says itself what its forward is in TorchScript. */
  static final class Net extends TorchModule {
    final Embedding embedding = register("embedding", new Embedding(10, 3));
    final LSTM lstm = register("lstm", new LSTM(3, 4));
    final Linear linear = register("linear", new Linear(4, 10));
    final NDArray scale = registerParameter("scale", Torch.tensor(0.5f));
    final NDArray shift = registerBuffer("shift", Torch.tensor(2, 3, 5, 7, 11, 13, 17, 19, 23, 29));

    List<NDArray> forward(NDArray tokens) {
      LSTMOutput result = lstm.forward(embedding.forward(tokens));
      return List.of(linear.forward(result.output()).mul(scale).add(shift), result.hidden().c());
    }

    @Override
    public String torchScript() {
      return """
          def forward(self, tokens: Tensor) -> Tuple[Tensor, Tensor]:
            output, hidden = self.lstm.forward(self.embedding.forward(tokens))
            return self.linear.forward(output) * self.scale + self.shift, hidden[1]
          """;
    }
  }

  static List<ScriptCase> all() {
    Torch.manualSeed(3);
    NDArray x = Torch.randn(5, 2, 3);
    NDArray sequence = Torch.randn(5, 3);
    NDArray rows = Torch.randn(2, 3);
    NDArray tokens = Torch.tensor(new long[] {1, 9, 0, 4, 4, 7}, 3, 2);
    return List.of(
        rnn("RNN", new RNN(3, 4), x),
        rnn("RNN, unbatched with hx", new RNN(3, 4), sequence, Torch.randn(1, 4)),
        rnn(
            "RNN, relu, no bias, float64",
            RNN.builder(3, 4).nonlinearity("relu").bias(false).dtype(DataType.FLOAT64).build(),
            x.toType(DataType.FLOAT64, true)),
        rnn(
            "GRU, bidirectional, batch first, dropout",
            GRU.builder(3, 4)
                .numLayers(2)
                .bidirectional(true)
                .batchFirst(true)
                .dropout(0.5)
                .build(),
            x,
            Torch.randn(4, 5, 4)),
        lstm("LSTM", new LSTM(3, 4, 2), x),
        lstm("LSTM, with hx", new LSTM(3, 4), x, Torch.randn(1, 2, 4), Torch.randn(1, 2, 4)),
        lstm(
            "LSTM, projected, unbatched, batch first",
            LSTM.builder(3, 4).projSize(2).bidirectional(true).batchFirst(true).build(),
            sequence,
            Torch.randn(2, 2),
            Torch.randn(2, 4)),
        cell("RNNCell", new RNNCell(3, 4), rows),
        cell("RNNCell, relu", RNNCell.builder(3, 4).nonlinearity("relu").build(), rows),
        gru("GRUCell, no bias", GRUCell.builder(3, 4).bias(false).build(), rows, Torch.randn(2, 4)),
        lstmCell("LSTMCell", new LSTMCell(3, 4), rows, Torch.randn(2, 4), Torch.randn(2, 4)),
        lstmCell("LSTMCell, unbatched", new LSTMCell(3, 4), Torch.randn(3)),
        sequential(
            "Sequential",
            new Sequential(
                Embedding.builder(10, 3).paddingIdx(4).maxNorm(1.5).build(),
                Linear.builder(3, 6).bias(false).build(),
                new Sequential(new ReLU(), new Dropout(0.3)),
                new Linear(6, 4),
                new Tanh(),
                new Softmax(-1),
                new Sigmoid(),
                new LogSoftmax(1)),
            tokens),
        sequential(
            "pictures",
            new Sequential(
                Conv2d.builder(3, 4, 3).padding(1).build(),
                new ReLU(),
                new MaxPool2d(2),
                Conv2d.builder(4, 6, 3, 1).padding("same").bias(false).build(),
                new AvgPool2d(2, 1),
                new Dropout2d(0.3),
                new AdaptiveAvgPool2d(null, 3L),
                new Identity(),
                new Flatten(2, -1),
                new LayerNorm(9),
                new AdaptiveAvgPool1d(5)),
            Torch.randn(2, 3, 8, 8)),
        sequential(
            "sequences",
            new Sequential(
                Conv1d.builder(3, 4, 3).padding(2).paddingMode("circular").build(),
                new BatchNorm1d(4),
                MaxPool1d.builder(2).ceilMode(true).build(),
                BatchNorm1d.builder(4).trackRunningStats(false).affine(false).build(),
                AvgPool1d.builder(2).padding(1).build()),
            Torch.randn(2, 3, 9)),
        net(new Net(), tokens));
  }

  private static ScriptCase rnn(String name, RNN rnn, NDArray... inputs) {
    return new ScriptCase(
        name,
        rnn,
        in -> flat(in.size() == 1 ? rnn.forward(in.get(0)) : rnn.forward(in.get(0), in.get(1))),
        List.of(inputs));
  }

  private static ScriptCase rnn(String name, GRU gru, NDArray x, NDArray hx) {
    return new ScriptCase(name, gru, in -> flat(gru.forward(in.get(0), in.get(1))), List.of(x, hx));
  }

  private static ScriptCase lstm(String name, LSTM lstm, NDArray... inputs) {
    return new ScriptCase(
        name,
        lstm,
        in -> flat(in.size() == 1 ? lstm.forward(in.get(0)) : lstm.forward(in.get(0), state(in))),
        List.of(inputs));
  }

  private static ScriptCase cell(String name, RNNCell cell, NDArray x) {
    return new ScriptCase(name, cell, in -> List.of(cell.forward(in.get(0))), List.of(x));
  }

  private static ScriptCase gru(String name, GRUCell cell, NDArray x, NDArray hx) {
    return new ScriptCase(
        name, cell, in -> List.of(cell.forward(in.get(0), in.get(1))), List.of(x, hx));
  }

  private static ScriptCase lstmCell(String name, LSTMCell cell, NDArray... inputs) {
    return new ScriptCase(
        name,
        cell,
        in -> flat(in.size() == 1 ? cell.forward(in.get(0)) : cell.forward(in.get(0), state(in))),
        List.of(inputs));
  }

  private static ScriptCase sequential(String name, Sequential layers, NDArray x) {
    return new ScriptCase(name, layers, in -> List.of(layers.forward(in.get(0))), List.of(x));
  }

  private static ScriptCase net(Net net, NDArray tokens) {
    return new ScriptCase("a network", net, in -> net.forward(in.get(0)), List.of(tokens));
  }

  private static LSTMState state(List<NDArray> inputs) {
    return new LSTMState(inputs.get(1), inputs.get(2));
  }

  private static List<NDArray> flat(RNNOutput result) {
    return List.of(result.output(), result.hidden());
  }

  private static List<NDArray> flat(LSTMOutput result) {
    return List.of(result.output(), result.hidden().h(), result.hidden().c());
  }

  private static List<NDArray> flat(LSTMState state) {
    return List.of(state.h(), state.c());
  }

  /** Whether oneDNN runs an LSTM of it: one without projections. */
  boolean isOneDnns() {
    return module instanceof Net
        || module instanceof LSTM lstm && !lstm.stateDict().containsKey("weight_hr_l0");
  }

  /** Whether a layer of the type is in it. */
  boolean has(Class<? extends TorchModule> type) {
    return module.namedModules().values().stream().anyMatch(type::isInstance);
  }

  /** What Java computes, in evaluation mode. */
  List<NDArray> expected() {
    module.eval();
    try {
      return forward.apply(inputs);
    } finally {
      module.train();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
