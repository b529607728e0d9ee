package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;

/** {@code hello} -> {@code ohlol} with a layer, the whole word at once. */
final class HelloRnn implements Tutorial {

  private static final class Net extends TorchModule {
    private final RNN rnn = register("rnn", new RNN(Hello.LETTERS, Hello.LETTERS));

    NDArray forward(NDArray input, NDArray hidden) {
      return rnn.forward(input, hidden).output().reshape(-1, Hello.LETTERS);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Hello hello = new Hello(options);
    try (var scope = Torch.scope();
        Net net = new Net();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.05)) {
      Weights.prepare(net, options);
      NDArray inputs = hello.oneHot();
      NDArray labels = hello.labels();

      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        try (var step = Torch.scope();
            var grad = Torch.enableGrad()) {
          NDArray hidden = Torch.zeros(1, 1, Hello.LETTERS).toDevice(options.device(), false);
          NDArray outputs = net.forward(inputs, hidden);
          NDArray loss = criterion.forward(outputs, labels);
          optimizer.zeroGrad();
          Torch.backward(loss);
          optimizer.step();
          hello.report(net, epoch, Hello.predicted(outputs), loss);
        }
      }
      hello.finish(net, net::forward, inputs, Torch.zeros(1, 1, Hello.LETTERS));
    }
  }

  @Override
  public int defaultEpochs() {
    return Hello.EPOCHS;
  }
}
