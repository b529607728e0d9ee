package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;

/** {@code hello} -> {@code ohlol} with a cell, letter by letter. */
final class HelloCell implements Tutorial {

  private static final class Net extends TorchModule {
    private final RNNCell rnncell = register("rnncell", new RNNCell(Hello.LETTERS, Hello.LETTERS));

    NDArray forward(NDArray input, NDArray hidden) {
      return rnncell.forward(input, hidden);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Hello hello = new Hello(options);
    try (var scope = Torch.scope();
        Net net = new Net();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.1)) {
      Weights.prepare(net, options);
      NDArray inputs = hello.oneHot();
      NDArray labels = hello.labels();

      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        try (var step = Torch.scope();
            var grad = Torch.enableGrad()) {
          NDArray loss = Torch.zeros().toDevice(options.device(), false);
          NDArray hidden = Torch.zeros(1, Hello.LETTERS).toDevice(options.device(), false);
          StringBuilder word = new StringBuilder();
          for (int i = 0; i < inputs.getShape().get(0); i++) {
            hidden = net.forward(inputs.get(i), hidden);
            loss = loss.add(criterion.forward(hidden, labels.get(i + ":" + (i + 1))));
            word.append(Hello.predicted(hidden));
          }
          optimizer.zeroGrad();
          Torch.backward(loss);
          optimizer.step();
          hello.report(net, epoch, word.toString(), loss);
        }
      }
      hello.finish(net, net::forward, inputs.get(0), Torch.zeros(1, Hello.LETTERS));
    }
  }

  @Override
  public int defaultEpochs() {
    return Hello.EPOCHS;
  }
}
