package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.tutorial.Hello.Outcome;

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
    Hello hello = new Hello(options, new Curves(options, "loss"));
    try (var scope = Torch.scope();
        Net net = new Net();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.1)) {
      Weights.prepare(net, options);
      NDArray inputs = hello.oneHot();
      NDArray labels = hello.labels();

      Traceable.Two<NDArray, NDArray, Outcome> step =
          (x, y) -> {
            NDArray loss = Torch.zeros().toDevice(options.device(), false);
            NDArray hidden = Torch.zeros(1, Hello.LETTERS).toDevice(options.device(), false);
            NDList outputs = new NDList();
            for (int i = 0; i < x.getShape().get(0); i++) {
              hidden = net.forward(x.get(i), hidden);
              loss = loss.add(criterion.forward(hidden, y.get(i + ":" + (i + 1))));
              outputs.add(hidden);
            }
            return new Outcome(loss, NDArrays.concat(outputs));
          };
      try (var compiled =
          CompiledStep.builder(optimizer, step).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          try (var epochScope = Torch.scope();
              var grad = Torch.enableGrad()) {
            Outcome outcome;
            if (options.compiled()) {
              outcome = compiled.run(inputs, labels);
            } else {
              outcome = step.apply(inputs, labels);
              optimizer.zeroGrad();
              Torch.backward(outcome.loss());
              optimizer.step();
            }
            hello.report(net, epoch, outcome);
          }
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
