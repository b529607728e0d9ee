package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;

/** A compiled training step of 64 packed sequences of 1 to 100 letters, each of one of 18 kinds. */
public class PackedTraining extends Work {

  private static final int BATCH = 64;
  private static final int LONGEST = 100;
  private static final int LETTERS = 57;
  private static final int HIDDEN_SIZE = 128;
  private static final int KINDS = 18;

  private static final class Net extends TorchModule {
    private final GRU rnn = register("rnn", new GRU(LETTERS, HIDDEN_SIZE));
    private final Linear h2o = register("h2o", new Linear(HIDDEN_SIZE, KINDS));

    NDArray forward(PackedSequence words) {
      return Functional.logSoftmax(h2o.forward(rnn.forward(words).hidden().get(0)), 1);
    }
  }

  private Net net;
  private NLLLoss criterion;
  private PackedSequence words;
  private NDArray labels;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    net = own(new Net());
    criterion = own(new NLLLoss());
    Adam optimizer = own(new Adam(net.parameters(), 0.003));
    long[] lengths =
        LongStream.range(0, BATCH).map(i -> LONGEST - i * (LONGEST - 1) / (BATCH - 1)).toArray();
    words = RNNUtils.packPaddedSequence(Torch.randn(LONGEST, BATCH, LETTERS), lengths);
    labels = Torch.randint(KINDS, new Shape(BATCH));
    compiled = own(CompiledStep.of(optimizer, Traceable.of(this::loss)));
  }

  private NDArray loss(PackedSequence words, NDArray labels) {
    return criterion.forward(net.forward(words), labels);
  }

  @Benchmark
  public void compiled() {
    try (var step = Torch.scope()) {
      compiled.run(words, labels);
    }
  }

  @Override
  double value() {
    return loss(words, labels).getFloat();
  }
}
