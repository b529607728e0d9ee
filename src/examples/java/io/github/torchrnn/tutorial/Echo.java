package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.RMSprop;
import io.github.torchrnn.random.ChoiceOptions;
import io.github.torchrnn.random.RandomState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A plain RNN that says bits again some steps later. The series are long: gradients go back to the
 * beginning of a window of 15 steps, the state goes on.
 */
@Command(name = "echo", description = "Learns to say bits again some steps later.")
final class Echo extends Program {

  private static final int SERIES_LENGTH = 4500;
  private static final int WINDOW = 15;
  private static final int STATE_SIZE = 8;
  private static final int CLASSES = 2;
  private static final int BATCH_SIZE = 5;

  @Option(names = "--steps", paramLabel = "K", description = "how many steps later, 3 by default")
  private int steps = 3;

  /** Bits of (BATCH_SIZE, steps), and those of {@code --steps} before. */
  private record Data(NDArray x, NDArray y) {}

  private Data generateData(RandomState random) {
    NDArray x = random.choice(2, new ChoiceOptions().size(SERIES_LENGTH).p(0.5, 0.5));
    NDArray y = Torch.roll(x, steps);
    y.set(new NDIndex(":{}", steps), 0);
    return new Data(x.reshape(BATCH_SIZE, -1), y.reshape(BATCH_SIZE, -1));
  }

  private static final class EchoRNN extends TorchModule {
    private final RNN rnn = register("rnn", RNN.builder(1, STATE_SIZE).batchFirst(true).build());
    private final Linear fc = register("fc", new Linear(STATE_SIZE, CLASSES));

    /** From bits of (batch, steps) to the scores of both, of (batch, steps, CLASSES). */
    RNNOutput forward(NDArray x, NDArray state) {
      NDArray input = Torch.to(Torch.unsqueeze(x, -1), DataType.FLOAT32);
      RNNOutput result = rnn.forward(input, state);
      return new RNNOutput(fc.forward(result.output()), result.hidden());
    }
  }

  /** What a window brings: its loss, the scores and the state after it. */
  private record Result(NDArray loss, NDArray logits, NDArray state) {}

  @Override
  public void run(Options options) {
    if (steps < 1 || steps >= SERIES_LENGTH) {
      throw new IllegalArgumentException("--steps is from 1 to " + (SERIES_LENGTH - 1));
    }
    Torch.manualSeed(options.seed());
    RandomState random = new RandomState(options.seed());
    try (var scope = Torch.scope();
        EchoRNN net = new EchoRNN();
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        RMSprop optimizer = new RMSprop(net.parameters(), 0.01)) {
      Weights.prepare(net, options);
      System.out.println(net);

      Traceable.Three<NDArray, NDArray, NDArray, Result> step =
          (inputs, labels, state) -> {
            RNNOutput result = net.forward(inputs, state);
            NDArray loss = criterion.forward(Torch.transpose(result.output(), 1, 2), labels);
            return new Result(loss, result.output(), result.hidden());
          };
      Curves curves = new Curves(options, "loss", "accuracy");
      Progress progress = Progress.ofEpochs(options.epochs(), SERIES_LENGTH / BATCH_SIZE / WINDOW);
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          try (var epochScope = Torch.scope()) {
            Data data = generateData(random);
            NDArray state = Torch.to(Torch.zeros(1, BATCH_SIZE, STATE_SIZE), options.device());
            double total = 0;
            long right = 0;
            List<NDArray> x = Torch.split(Torch.to(data.x, options.device()), WINDOW, 1);
            List<NDArray> y = Torch.split(Torch.to(data.y, options.device()), WINDOW, 1);
            for (int i = 0; i < x.size(); i++) {
              try (var windowScope = Torch.scope();
                  var grad = Torch.enableGrad()) {
                Result result;
                if (options.compiled()) {
                  result = compiled.run(x.get(i), y.get(i), state);
                } else {
                  result = step.apply(x.get(i), y.get(i), state);
                  optimizer.zeroGrad();
                  Torch.backward(result.loss);
                  optimizer.step();
                }
                total += progress.loss(Torch.item(result.loss));
                right += Torch.itemLong(result.logits.argMax(-1).eq(y.get(i)).sum());
                state = windowScope.keep(result.state.stopGradient());
              }
              progress.step(1);
            }
            progress.clear();
            double loss = total / x.size();
            double accuracy = 100.0 * right / SERIES_LENGTH;
            curves.add(loss, accuracy);
            print(
                "Epoch [%d/%d] loss=%.3f accuracy=%.2f%%",
                epoch + 1, options.epochs(), loss, accuracy);
          }
          Weights.checkpoint(net, options);
        }
      }
      curves.plot();
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
