package io.github.torchrnn.soak;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;

/** A small training in the documented idiom. */
final class HelloTraining implements AutoCloseable {

  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(4, 6));
    private final LSTM lstm = register("lstm", LSTM.builder(6, 8).numLayers(2).build());
    private final Linear fc = register("fc", new Linear(8, 4));

    NDArray forward(NDArray x) {
      return fc.forward(lstm.forward(emb.forward(x)).output());
    }
  }

  private final Scope scope = Torch.scope();
  private final NDArray inputs = Torch.tensor(1L, 0L, 2L, 2L, 3L);
  private final NDArray labels = Torch.tensor(3L, 1L, 2L, 3L, 2L);
  private final Net net;
  private final CrossEntropyLoss criterion = new CrossEntropyLoss();
  private final Adam optimizer;

  HelloTraining(long seed) {
    // The generator is one for the process: drawing the weights is not for two threads at once.
    synchronized (HelloTraining.class) {
      Torch.manualSeed(seed);
      net = new Net();
    }
    optimizer = new Adam(net.parameters(), 0.01);
  }

  float step() {
    try (var step = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray loss = criterion.forward(net.forward(inputs), labels);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
      return loss.getFloat();
    }
  }

  float[] infer() {
    try (var step = Torch.scope()) {
      return net.forward(inputs).toFloatArray();
    }
  }

  /** A step that a user's own error ends. */
  void failingStep() {
    try (var step = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray loss = criterion.forward(net.forward(inputs), labels);
      Torch.backward(loss);
      throw new UnsupportedOperationException("a user's error");
    }
  }

  TorchModule net() {
    return net;
  }

  @Override
  public void close() {
    optimizer.close();
    criterion.close();
    net.close();
    scope.close();
  }
}
