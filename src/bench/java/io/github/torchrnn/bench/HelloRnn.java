package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import org.openjdk.jmh.annotations.Benchmark;

/** A training step of the tutorial hello-rnn, but for what it prints. */
public class HelloRnn extends Work {

  private static final class Net extends TorchModule {
    private final RNN rnn = register("rnn", new RNN(HelloWord.LETTERS, HelloWord.LETTERS));

    NDArray forward(NDArray input, NDArray hidden) {
      return rnn.forward(input, hidden).output().reshape(-1, HelloWord.LETTERS);
    }
  }

  private NDArray inputs;
  private NDArray labels;
  private Net net;
  private CrossEntropyLoss criterion;
  private Adam optimizer;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    inputs = HelloWord.inputs();
    labels = HelloWord.labels();
    net = own(new Net());
    criterion = own(new CrossEntropyLoss());
    optimizer = own(new Adam(net.parameters(), 0.05));
    compiled = own(CompiledStep.of(optimizer, (x, y) -> loss(x, y)));
  }

  @Benchmark
  public void step() {
    try (var step = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray loss = loss(inputs, labels);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
    }
  }

  @Benchmark
  public void compiled() {
    try (var step = Torch.scope()) {
      compiled.run(inputs, labels);
    }
  }

  private NDArray loss(NDArray inputs, NDArray labels) {
    NDArray hidden = Torch.zeros(1, 1, HelloWord.LETTERS);
    return criterion.forward(net.forward(inputs, hidden), labels);
  }

  @Override
  double value() {
    return loss(inputs, labels).getFloat();
  }
}
