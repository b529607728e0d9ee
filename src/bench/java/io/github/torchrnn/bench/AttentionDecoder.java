package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import org.openjdk.jmh.annotations.Benchmark;

/** A compiled training step of a decoder that looks at all of its source at each of ten steps. */
public class AttentionDecoder extends Work {

  private static final int STEPS = 10;
  private static final int BATCH = 8;
  private static final int SOURCE = 12;
  private static final int HIDDEN_SIZE = 32;
  private static final int TOKENS = 16;

  private static final class Net extends TorchModule {
    private final LSTMCell cell = register("cell", new LSTMCell(2 * HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear query = register("query", new Linear(HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear out = register("out", new Linear(HIDDEN_SIZE, TOKENS));
    private final CrossEntropyLoss criterion = register("criterion", new CrossEntropyLoss());

    /** From inputs of (steps, batch, hidden), keys of (batch, source, hidden) and targets. */
    NDArray loss(NDArray inputs, NDArray keys, NDArray targets) {
      NDArray zeros = Torch.zeros(BATCH, HIDDEN_SIZE);
      LSTMState state = new LSTMState(zeros, zeros);
      NDArray loss = Torch.zeros();
      for (int i = 0; i < STEPS; i++) {
        NDArray scores = keys.matMul(query.forward(state.h()).expandDims(2));
        NDArray weights = scores.softmax(1).transpose(0, 2, 1);
        NDArray context = weights.matMul(keys).squeeze(1);
        state = cell.forward(inputs.get(i).concat(context, 1), state);
        loss = loss.add(criterion.forward(out.forward(state.h()), targets.get(i)));
      }
      return loss;
    }
  }

  private Net net;
  private NDArray inputs;
  private NDArray keys;
  private NDArray targets;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    net = own(new Net());
    inputs = Torch.randn(STEPS, BATCH, HIDDEN_SIZE);
    keys = Torch.randn(BATCH, SOURCE, HIDDEN_SIZE);
    targets = Torch.randint(TOKENS, new Shape(STEPS, BATCH));
    Adam optimizer = own(new Adam(net.parameters()));
    compiled = own(CompiledStep.of(optimizer, (x, k, y) -> net.loss(x, k, y)));
  }

  @Benchmark
  public void compiled() {
    try (var step = Torch.scope()) {
      compiled.run(inputs, keys, targets);
    }
  }

  @Override
  double value() {
    return net.loss(inputs, keys, targets).getFloat();
  }
}
