package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Compiled steps on one thread and on two: of the programs names and generate, and of LSTMs. */
public class SharedSteps extends Work {

  private static final int BATCH = 64;
  private static final int LETTERS = 57;
  private static final int KINDS = 18;
  private static final int EMBEDDING = 32;

  /**
   * The network, and how many threads share its step. The LSTMs, each of a hidden size and a batch,
   * begin with one that is just too small to share.
   */
  @Param({
    "names-1", "names-2",
    "generate-1", "generate-2",
    "LSTM512x64-1", "LSTM512x64-2",
    "LSTM64x4-1", "LSTM64x4-2",
    "LSTM32x16-1", "LSTM32x16-2",
    "LSTM64x8-1", "LSTM64x8-2",
    "LSTM128x4-1", "LSTM128x4-2",
    "LSTM512x4-1", "LSTM512x4-2"
  })
  String kind;

  private CompiledStep<NDArray> compiled;
  private Object[] arguments;

  /** A layer between what reads letters, if anything does, and what chooses. */
  private static final class Net extends TorchModule {
    private final Embedding emb;
    private final TorchModule rnn;
    private final Linear fc;

    Net(boolean embeds, TorchModule rnn, int hidden, int kinds) {
      emb = embeds ? register("emb", new Embedding(LETTERS + 1 + KINDS, EMBEDDING)) : null;
      this.rnn = register("rnn", rnn);
      fc = register("fc", new Linear(hidden, kinds));
    }

    NDArray ofLast(PackedSequence words) {
      return fc.forward(((GRU) rnn).forward(words).hidden().get(0));
    }

    NDArray ofEach(PackedSequence words) {
      NDArray rows = emb.forward(words.data()).reshape(-1, 2 * EMBEDDING);
      PackedSequence embedded = words.withData(rows);
      return fc.forward(((LSTM) rnn).forward(embedded).output().data());
    }

    NDArray ofEach(NDArray x) {
      return fc.forward(((LSTM) rnn).forward(x).output()).reshape(-1, KINDS);
    }
  }

  @Override
  void make() {
    String name = kind.substring(0, kind.indexOf('-'));
    CrossEntropyLoss criterion = own(new CrossEntropyLoss());
    Net net =
        own(
            switch (name) {
              case "names" -> new Net(false, new GRU(LETTERS, 128), 128, KINDS);
              case "generate" -> new Net(true, new LSTM(2 * EMBEDDING, 256), 256, LETTERS + 1);
              default -> new Net(false, new LSTM(128, size(name, 0)), size(name, 0), KINDS);
            });
    Traceable<NDArray> lambda;
    switch (name) {
      case "names" -> {
        lambda = Traceable.of((PackedSequence x, NDArray y) -> criterion.forward(net.ofLast(x), y));
        arguments = new Object[] {packed(words(LETTERS)), Torch.randint(KINDS, new Shape(BATCH))};
      }
      case "generate" -> {
        lambda = Traceable.of((PackedSequence x, NDArray y) -> criterion.forward(net.ofEach(x), y));
        PackedSequence letters = packed(words(0));
        NDArray kinds = Torch.randint(KINDS, letters.data().getShape());
        NDArray tokens = Torch.stack(List.of(letters.data(), kinds), 1);
        arguments = new Object[] {letters.withData(tokens), letters.data()};
      }
      default -> {
        lambda =
            Traceable.of((NDArray x, NDArray y) -> criterion.forward(net.ofEach(x), y.reshape(-1)));
        long batch = size(name, 1);
        arguments =
            new Object[] {Torch.randn(35, batch, 128), Torch.randint(KINDS, new Shape(35, batch))};
      }
    }
    Adam optimizer = own(new Adam(net.parameters(), 0.003));
    int threads = Integer.parseInt(kind.substring(kind.indexOf('-') + 1));
    compiled = own(CompiledStep.builder(optimizer, lambda).threads(threads).build());
  }

  /** The hidden size or the batch of a name like LSTM512x64. */
  private static int size(String name, int which) {
    return Integer.parseInt(name.substring("LSTM".length()).split("x")[which]);
  }

  /** Words of 3 to 24 letters, as numbers, or as rows of a width. */
  private static List<NDArray> words(int width) {
    return IntStream.range(0, BATCH)
        .map(i -> 3 + i * 21 / (BATCH - 1))
        .mapToObj(
            length ->
                width == 0 ? Torch.randint(LETTERS, new Shape(length)) : Torch.randn(length, width))
        .toList();
  }

  private static PackedSequence packed(List<NDArray> words) {
    return RNNUtils.packSequence(words, false);
  }

  @Benchmark
  public void step() {
    try (var step = Torch.scope()) {
      compiled.run(arguments);
    }
  }

  @Override
  double value() {
    try (var step = Torch.scope()) {
      return compiled.run(arguments).getFloat();
    }
  }
}
