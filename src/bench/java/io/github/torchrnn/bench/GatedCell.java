package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A training step of a cell that somebody wrote: {@code (1 - z) * n + z * h}. */
public class GatedCell extends Work {

  private static final int INPUT_SIZE = 4;
  private static final int HIDDEN_SIZE = 8;

  private static final class Net extends TorchModule {
    private final Linear gate = register("gate", new Linear(INPUT_SIZE + HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear next = register("next", new Linear(INPUT_SIZE + HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear out = register("out", new Linear(HIDDEN_SIZE, INPUT_SIZE));

    /** From (length, 1, input) to (length, input). */
    NDArray forward(NDArray inputs) {
      NDArray h = Torch.zeros(1, HIDDEN_SIZE);
      NDList outputs = new NDList();
      for (int t = 0; t < inputs.getShape().get(0); t++) {
        NDArray both = inputs.get(t).concat(h, 1);
        NDArray z = Functional.sigmoid(gate.forward(both));
        NDArray n = next.forward(both).tanh();
        h = z.neg().add(1).mul(n).add(z.mul(h));
        outputs.add(out.forward(h));
      }
      return NDArrays.concat(outputs);
    }
  }

  /** How many steps. */
  @Param({"23", "191"})
  int length;

  private Net net;
  private MSELoss criterion;
  private Adam optimizer;
  private NDArray inputs;
  private NDArray targets;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    net = own(new Net());
    inputs = Torch.randn(length, 1, INPUT_SIZE);
    targets = Torch.randn(length, INPUT_SIZE);
    criterion = own(new MSELoss());
    optimizer = own(new Adam(net.parameters(), 0.01));
    compiled = own(CompiledStep.of(optimizer, (x, y) -> loss(x, y)));
  }

  private NDArray loss(NDArray x, NDArray y) {
    return criterion.forward(net.forward(x), y);
  }

  @Benchmark
  public void step() {
    try (var step = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray loss = loss(inputs, targets);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
    }
  }

  @Benchmark
  public void compiled() {
    try (var step = Torch.scope()) {
      compiled.run(inputs, targets);
    }
  }

  @Override
  double value() {
    return loss(inputs, targets).getFloat();
  }
}
