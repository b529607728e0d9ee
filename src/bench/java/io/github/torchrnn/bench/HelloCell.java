package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import org.openjdk.jmh.annotations.Benchmark;

/** A training step of the tutorial hello-cell, but for what it prints. */
public class HelloCell extends Work {

  private static final class Net extends TorchModule {
    private final RNNCell rnncell =
        register("rnncell", new RNNCell(HelloWord.LETTERS, HelloWord.LETTERS));

    NDArray forward(NDArray input, NDArray hidden) {
      return rnncell.forward(input, hidden);
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
    optimizer = own(new Adam(net.parameters(), 0.1));
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
    NDArray loss = Torch.zeros();
    NDArray hidden = Torch.zeros(1, HelloWord.LETTERS);
    for (int i = 0; i < inputs.getShape().get(0); i++) {
      hidden = net.forward(inputs.get(i), hidden);
      loss = loss.add(criterion.forward(hidden, labels.get(i + ":" + (i + 1))));
    }
    return loss;
  }

  @Override
  double value() {
    return loss(inputs, labels).getFloat();
  }
}
