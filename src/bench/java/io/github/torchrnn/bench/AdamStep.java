package io.github.torchrnn.bench;

import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.Adam;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A step of Adam over small tensors that have gradients. */
public class AdamStep extends Work {

  @Param({"4", "40"})
  int tensors;

  private RNN rnn;
  private Adam optimizer;
  private Adam fusedOptimizer;

  @Override
  void make() {
    rnn = own(RNN.builder(4, 4).numLayers(tensors / 4).build());
    optimizer = own(new Adam(rnn.parameters()));
    fusedOptimizer = own(Adam.builder(rnn.parameters()).fused(true).build());
    try (var grad = Torch.enableGrad()) {
      Torch.backward(rnn.forward(Torch.randn(3, 1, 4)).output().sum());
    }
  }

  @Benchmark
  public void step() {
    optimizer.step();
  }

  @Benchmark
  public void fused() {
    fusedOptimizer.step();
  }

  @Override
  double value() {
    return sum(rnn.parameters());
  }
}
