package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PaddedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import java.util.List;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;

/** 64 sequences of 1 to 100 steps, the longest first: packed, through a layer, and padded again. */
public class PackedSequences extends Work {

  private static final int BATCH = 64;
  private static final int LONGEST = 100;

  private final long[] lengths =
      LongStream.range(0, BATCH).map(i -> LONGEST - i * (LONGEST - 1) / (BATCH - 1)).toArray();

  private RNN rnn;
  private NDArray input;

  @Override
  void make() {
    rnn = own(new RNN(8, 16));
    input = Torch.randn(LONGEST, BATCH, 8);
  }

  @Benchmark
  public void forward() {
    try (var step = Torch.scope()) {
      padded();
    }
  }

  private PaddedSequence padded() {
    return RNNUtils.padPackedSequence(
        rnn.forward(RNNUtils.packPaddedSequence(input, lengths)).output());
  }

  @Override
  double value() {
    return sum(List.of(padded().output()));
  }
}
