package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.AdaptiveAvgPool2d;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.AvgPool2d;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.BatchNorm2d;
import io.github.torchrnn.nn.CELU;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.ConvTranspose1d;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Dropout1d;
import io.github.torchrnn.nn.Dropout2d;
import io.github.torchrnn.nn.ELU;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.GELU;
import io.github.torchrnn.nn.GLU;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.GroupNorm;
import io.github.torchrnn.nn.Hardsigmoid;
import io.github.torchrnn.nn.Hardswish;
import io.github.torchrnn.nn.Hardtanh;
import io.github.torchrnn.nn.Identity;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.LeakyReLU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSigmoid;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.Mish;
import io.github.torchrnn.nn.PReLU;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.SELU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.SiLU;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.Softplus;
import io.github.torchrnn.nn.Softsign;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.Threshold;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnaryLayer;
import io.github.torchrnn.nn.Unflatten;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A module and its forward, traced on the first of the arguments and run on all: other batches and
 * lengths come after it.
 */
record ScriptCase(String name, TorchModule module, Traceable<?> forward, Object[]... runs) {

  /** A network whose attributes are called like kernels and like keywords of Python. */
  static final class Net extends TorchModule {
    final Embedding embedding = register("embedding", new Embedding(10, 3));
    final LSTM lstm = register("lstm", new LSTM(3, 4));
    final Linear in = register("in", new Linear(4, 10));
    final NDArray scale = registerParameter("scale", Torch.tensor(0.5f));
    final NDArray shift = registerBuffer("shift", Torch.tensor(2, 3, 5, 7, 11, 13, 17, 19, 23, 29));

    List<NDArray> forward(NDArray tokens) {
      LSTMOutput result = lstm.forward(embedding.forward(tokens));
      NDArray half = Torch.tensor(0.25f, 0.5f).get(1);
      NDArray scores = in.forward(result.output()).mul(scale).add(shift).mul(half);
      return List.of(scores, result.hidden().c());
    }
  }

  /** A decoder with the weights of the encoder, whose length the lambda asks for. */
  static final class Tied extends TorchModule {
    final Embedding encoder = register("encoder", new Embedding(5, 3));
    final RNNCell cell = register("cell", new RNNCell(3, 3));
    final Linear decoder = register("decoder", new Linear(3, 5));

    Tied() {
      decoder.weight(encoder.weight());
    }

    NDArray forward(NDArray tokens) {
      NDArray x = encoder.forward(tokens);
      NDArray h = null;
      for (int i = 0; i < x.getShape().get(0); i++) {
        h = cell.forward(x.get(i), h);
      }
      return decoder.forward(h);
    }
  }

  /** Attention of one head, by the methods of DJL's arrays. */
  static final class Attention extends TorchModule {
    final Linear query = register("query", new Linear(3, 4));
    final Linear key = register("key", new Linear(3, 4));
    final LayerNorm norm = register("norm", new LayerNorm(6));

    NDArray forward(NDArray x) {
      NDArray scores = query.forward(x).matMul(key.forward(x).transpose(0, 2, 1));
      NDArray seen = scores.div(2).softmax(-1).matMul(x);
      return norm.forward(x.concat(seen, 2)).sum(new int[] {1});
    }
  }

  /** All of them; the caller closes the modules. */
  static List<ScriptCase> all() {
    Torch.manualSeed(3);
    return Stream.of(recurrent(), cells(), networks()).flatMap(List::stream).toList();
  }

  private static List<ScriptCase> recurrent() {
    RNN rnn = new RNN(3, 4);
    RNN unbatched = new RNN(3, 4);
    RNN relu = RNN.builder(3, 4).nonlinearity("relu").bias(false).dtype(DataType.FLOAT64).build();
    GRU gru =
        GRU.builder(3, 4).numLayers(2).bidirectional(true).batchFirst(true).dropout(0.5).build();
    LSTM deep = LSTM.builder(3, 4).numLayers(2).bidirectional(true).build();
    LSTM lstm = new LSTM(3, 4);
    LSTM projected = LSTM.builder(3, 4).projSize(2).bidirectional(true).batchFirst(true).build();
    GRU packed = GRU.builder(3, 4).bidirectional(true).build();
    LSTM packedLstm = new LSTM(3, 4, 2);
    NDArray x = Torch.randn(5, 2, 3);
    NDArray longer = Torch.randn(7, 4, 3);
    return List.of(
        one("RNN", rnn, rnn::forward, x, longer),
        many(
            "RNN, unbatched with hx",
            unbatched,
            Traceable.of((NDArray in, NDArray h) -> unbatched.forward(in, h)),
            args(Torch.randn(5, 3), Torch.randn(1, 4)),
            args(Torch.randn(2, 3), Torch.randn(1, 4))),
        one(
            "RNN, relu, no bias, float64",
            relu,
            relu::forward,
            x.toType(DataType.FLOAT64, true),
            longer.toType(DataType.FLOAT64, true)),
        many(
            "GRU, bidirectional, batch first, dropout",
            gru,
            Traceable.of((NDArray in, NDArray h) -> gru.forward(in, h)),
            args(x, Torch.randn(4, 5, 4)),
            args(longer, Torch.randn(4, 7, 4))),
        one("LSTM, two layers of two directions", deep, deep::forward, x, longer),
        many(
            "LSTM, with hx",
            lstm,
            Traceable.of((NDArray in, LSTMState hx) -> lstm.forward(in, hx)),
            args(x, state(1, 2, 4, 4)),
            args(longer, state(1, 4, 4, 4))),
        many(
            "LSTM, projected, batch first",
            projected,
            Traceable.of((NDArray in, LSTMState hx) -> projected.forward(in, hx)),
            args(x, state(2, 5, 2, 4)),
            args(longer, state(2, 7, 2, 4))),
        many(
            "GRU, packed",
            packed,
            Traceable.of((PackedSequence in) -> packed.forward(in)),
            args(RNNUtils.packPaddedSequence(x, new long[] {5, 2})),
            args(RNNUtils.packPaddedSequence(longer, new long[] {7, 7, 4, 1}))),
        many(
            "LSTM, packed and sorted",
            packedLstm,
            Traceable.of((PackedSequence in) -> packedLstm.forward(in)),
            args(packed(x, 2, 5)),
            args(packed(longer, 1, 7, 7, 4))));
  }

  private static PackedSequence packed(NDArray x, long... lengths) {
    return RNNUtils.packPaddedSequence(x, lengths, new PackOptions().enforceSorted(false));
  }

  private static List<ScriptCase> cells() {
    RNNCell tanh = new RNNCell(3, 4);
    RNNCell relu = RNNCell.builder(3, 4).nonlinearity("relu").build();
    GRUCell gru = GRUCell.builder(3, 4).bias(false).build();
    LSTMCell lstm = new LSTMCell(3, 4);
    LSTMCell unbatched = new LSTMCell(3, 4);
    GRUCell unrolled = new GRUCell(3, 4);
    NDArray rows = Torch.randn(2, 3);
    NDArray more = Torch.randn(5, 3);
    return List.of(
        one("RNNCell", tanh, tanh::forward, rows, more),
        one("RNNCell, relu", relu, relu::forward, rows, more),
        many(
            "GRUCell, no bias",
            gru,
            Traceable.of((NDArray in, NDArray h) -> gru.forward(in, h)),
            args(rows, Torch.randn(2, 4)),
            args(more, Torch.randn(5, 4))),
        many(
            "LSTMCell",
            lstm,
            Traceable.of((NDArray in, LSTMState hx) -> lstm.forward(in, hx)),
            args(rows, new LSTMState(Torch.randn(2, 4), Torch.randn(2, 4))),
            args(more, new LSTMState(Torch.randn(5, 4), Torch.randn(5, 4)))),
        one("LSTMCell, unbatched", unbatched, unbatched::forward, Torch.randn(3), Torch.randn(3)),
        one(
            "GRUCell, unrolled",
            unrolled,
            unrolled::unroll,
            Torch.randn(4, 2, 3),
            Torch.randn(6, 3, 3)));
  }

  private static List<ScriptCase> networks() {
    CrossEntropyLoss loss = CrossEntropyLoss.builder().weight(Torch.tensor(0.25f, 0.75f)).build();
    Attention attention = new Attention();
    Net net = new Net();
    Tied tied = new Tied();
    return List.of(
        layers(
            "Sequential",
            new Sequential(
                Embedding.builder(10, 3).paddingIdx(4).build(),
                Linear.builder(3, 6).bias(false).build(),
                new Sequential(new ReLU(), new Dropout(0.3)),
                new Linear(6, 4),
                new Tanh(),
                new Softmax(-1),
                new Sigmoid(),
                new LogSoftmax(1)),
            tokens(3, 2),
            tokens(5, 4)),
        layers(
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
            Torch.randn(2, 3, 8, 8),
            Torch.randn(4, 3, 8, 8)),
        layers(
            "sequences",
            new Sequential(
                Conv1d.builder(3, 4, 3).padding(2).paddingMode("circular").build(),
                new BatchNorm1d(4),
                MaxPool1d.builder(2).ceilMode(true).build(),
                BatchNorm1d.builder(4).trackRunningStats(false).affine(false).build(),
                AvgPool1d.builder(2).padding(1).build()),
            Torch.randn(2, 3, 9),
            Torch.randn(5, 3, 14)),
        layers(
            "later layers",
            new Sequential(
                new ConvTranspose1d(2, 4, 3),
                new GroupNorm(2, 4),
                new PReLU(4),
                new SELU(),
                new CELU(0.5),
                new Dropout1d(),
                new Mish(),
                new GLU(1),
                new Unflatten(1, 2, 1),
                new Hardswish(),
                new Softsign(),
                new Threshold(0.1, -1),
                new Hardsigmoid()),
            Torch.randn(3, 2, 5),
            Torch.randn(4, 2, 7)),
        layers(
            "activations",
            new Sequential(
                new Linear(4, 4),
                new LeakyReLU(0.2),
                new ELU(1.5),
                new GELU(),
                new SiLU(),
                new Hardtanh(-0.5, 2),
                new Softplus(),
                new LogSigmoid()),
            Torch.randn(3, 4),
            Torch.randn(5, 2, 4)),
        layers(
            "channels",
            new Sequential(new Conv2d(2, 3, 2), new BatchNorm2d(3), new Flatten()),
            Torch.randn(2, 2, 4, 5),
            Torch.randn(3, 2, 4, 5)),
        many(
            "a loss",
            loss,
            Traceable.of((NDArray in, NDArray target) -> loss.forward(in, target)),
            args(Torch.randn(3, 2), Torch.tensor(1, 0, 1)),
            args(Torch.randn(5, 2), Torch.tensor(0, 0, 1, 1, 0))),
        one("attention", attention, attention::forward, Torch.randn(2, 5, 3), Torch.randn(4, 7, 3)),
        one("a network", net, net::forward, tokens(3, 2), tokens(5, 4)),
        one("tied weights and a loop", tied, tied::forward, tokens(40, 2), tokens(40, 4)));
  }

  /** Numbers below 5, the last of them 4. */
  private static NDArray tokens(int length, int batch) {
    long[] numbers = new long[length * batch];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (3L * i + 4) % 5;
    }
    return Torch.tensor(numbers, length, batch);
  }

  private static LSTMState state(long layers, long batch, long outputs, long hidden) {
    return new LSTMState(Torch.randn(layers, batch, outputs), Torch.randn(layers, batch, hidden));
  }

  private static Object[] args(Object... arguments) {
    return arguments;
  }

  private static ScriptCase layers(String name, UnaryLayer layers, NDArray... inputs) {
    return one(name, layers, layers::forward, inputs);
  }

  private static ScriptCase one(
      String name, TorchModule module, Traceable.One<NDArray, ?> forward, NDArray... inputs) {
    Object[][] runs = Stream.of(inputs).map(ScriptCase::args).toArray(Object[][]::new);
    return new ScriptCase(name, module, Traceable.of(forward), runs);
  }

  private static ScriptCase many(
      String name, TorchModule module, Traceable<?> forward, Object[]... runs) {
    return new ScriptCase(name, module, forward, runs);
  }

  /** Traces the module in evaluation mode. */
  ScriptModule trace() {
    module.eval();
    return TorchScript.trace(module, forward, runs[0]);
  }

  /** Whether oneDNN runs an LSTM of it: one without projections, on a padded batch. */
  boolean isOneDnns() {
    return module instanceof Net
        || module instanceof LSTM lstm && !lstm.stateDict().containsKey("weight_hr_l0");
  }

  /** Whether a layer of the type is in it. */
  boolean has(Class<? extends TorchModule> type) {
    return module.namedModules().values().stream().anyMatch(type::isInstance);
  }

  /** What Java computes of a run's arguments, in evaluation mode. */
  List<NDArray> expected(Object... run) {
    module.eval();
    List<NDArray> arrays = new ArrayList<>();
    Structure.flatten(forward.apply(run), arrays);
    return arrays;
  }

  @Override
  public String toString() {
    return name;
  }
}
