package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.tutorial.Hello.Outcome;

/** {@code hello} -> {@code ohlol} with embedded letters, two layers and a linear layer on top. */
final class HelloEmbedding implements Tutorial {

  private static final int EMBEDDING_SIZE = 10;
  private static final int HIDDEN_SIZE = 8;
  private static final int NUM_LAYERS = 2;

  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(Hello.LETTERS, EMBEDDING_SIZE));
    private final RNN rnn =
        register(
            "rnn",
            RNN.builder(EMBEDDING_SIZE, HIDDEN_SIZE)
                .numLayers(NUM_LAYERS)
                .batchFirst(true)
                .build());
    private final Linear fc = register("fc", new Linear(HIDDEN_SIZE, Hello.LETTERS));

    NDArray forward(NDArray x, NDArray hidden) {
      NDArray embedded = emb.forward(x);
      NDArray output = rnn.forward(embedded, hidden).output();
      return fc.forward(output).reshape(-1, Hello.LETTERS);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Hello hello = new Hello(options, new Curves(options, "loss"));
    try (var scope = Torch.scope();
        Net net = new Net();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.05)) {
      Weights.prepare(net, options);
      NDArray inputs = hello.indices();
      NDArray labels = hello.labels();

      Traceable.Two<NDArray, NDArray, Outcome> step =
          (x, y) -> {
            NDArray hidden =
                Torch.zeros(NUM_LAYERS, 1, HIDDEN_SIZE).toDevice(options.device(), false);
            NDArray outputs = net.forward(x, hidden);
            return new Outcome(criterion.forward(outputs, y), outputs);
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
      hello.finish(net, net::forward, inputs, Torch.zeros(NUM_LAYERS, 1, HIDDEN_SIZE));
    }
  }

  @Override
  public int defaultEpochs() {
    return Hello.EPOCHS;
  }
}
