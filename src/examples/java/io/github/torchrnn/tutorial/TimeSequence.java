package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.LBFGS;
import io.github.torchrnn.plot.Plots;
import io.github.torchrnn.random.Numpy;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Goes on with sine waves that begin anywhere: PyTorch's example of time sequence prediction, in
 * float64 and with LBFGS on all waves at once. An epoch is a step of LBFGS, of up to 20 losses.
 */
@Command(
    name = "time-sequence",
    description = "Learns sine waves with LBFGS, and goes on with them.")
final class TimeSequence extends Program {

  private static final int HIDDEN_SIZE = 51;
  private static final int T = 20;

  /** The number of losses that a step of LBFGS asks for. */
  private static final int LOSSES = 20;

  /** The number of waves to test with. */
  private static final int HELD_BACK = 3;

  @Option(names = "--waves", paramLabel = "N", description = "how many, 100 by default")
  private int waves = 100;

  @Option(names = "--length", paramLabel = "N", description = "of a wave, 1000 by default")
  private int length = 1000;

  @Option(
      names = "--future",
      paramLabel = "N",
      description = "how many numbers to go on with, 1000 by default")
  private int future = 1000;

  private static final class Sequence extends TorchModule {
    private final LSTMCell lstm1 = register("lstm1", new LSTMCell(1, HIDDEN_SIZE));
    private final LSTMCell lstm2 = register("lstm2", new LSTMCell(HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear linear = register("linear", new Linear(HIDDEN_SIZE, 1));

    /** From (waves, length) to the number that follows each, of (waves, length + future). */
    NDArray forward(NDArray input, int future) {
      List<NDArray> outputs = new ArrayList<>();
      NDArray zeros = Torch.to(Torch.zeros(input.getShape().get(0), HIDDEN_SIZE), DataType.FLOAT64);
      zeros = Torch.to(zeros, input.getDevice());
      LSTMState state1 = new LSTMState(zeros, zeros);
      LSTMState state2 = new LSTMState(zeros, zeros);
      NDArray output = null;
      for (NDArray inputT : Torch.split(input, 1, 1)) {
        state1 = lstm1.forward(inputT, state1);
        state2 = lstm2.forward(state1.h(), state2);
        output = linear.forward(state2.h());
        outputs.add(output);
      }
      for (int i = 0; i < future; i++) {
        state1 = lstm1.forward(output, state1);
        state2 = lstm2.forward(state1.h(), state2);
        output = linear.forward(state2.h());
        outputs.add(output);
      }
      return Torch.cat(outputs, 1);
    }
  }

  /** Waves of (count, length), whose starts NumPy draws. */
  private static NDArray sineWaves(int count, int length) {
    Numpy.random.seed(2);
    NDArray starts = Numpy.random.randint(-4 * T, 4 * T, count);
    NDArray x = Torch.arange(length).add(starts.reshape(count, 1));
    return Torch.to(x, DataType.FLOAT64).div((double) T).sin();
  }

  @Override
  public void run(Options options) {
    if (options.compiled()) {
      throw new IllegalArgumentException("LBFGS is for single calls, not for --compiled");
    }
    if (waves <= HELD_BACK || length < 2 || future < 0) {
      throw new IllegalArgumentException(
          "--waves is at least 4, --length at least 2, --future at least 0");
    }
    try (var scope = Torch.scope()) {
      NDArray data = Torch.to(sineWaves(waves, length), options.device());
      Torch.manualSeed(options.seed());
      NDArray input = data.get("{}:, :-1", HELD_BACK);
      NDArray target = data.get("{}:, 1:", HELD_BACK);
      NDArray testInput = data.get(":{}, :-1", HELD_BACK);
      NDArray testTarget = data.get(":{}, 1:", HELD_BACK);
      try (Sequence seq = new Sequence();
          MSELoss criterion = new MSELoss();
          LBFGS optimizer = new LBFGS(Torch.to(seq, DataType.FLOAT64).parameters(), 0.8)) {
        Weights.prepare(seq, options);
        System.out.println(seq);

        Curves curves = new Curves(options, "loss", "test_loss");
        Progress progress = Progress.ofEpochs(options.epochs(), LOSSES);
        double[] lastLoss = new double[1];
        Supplier<NDArray> closure =
            () -> {
              optimizer.zeroGrad();
              NDArray out = seq.forward(input, 0);
              NDArray loss = criterion.forward(out, target);
              lastLoss[0] = progress.loss(Torch.item(loss));
              progress.clear();
              print("loss: %.6f", lastLoss[0]);
              progress.step(1);
              Torch.backward(loss);
              return loss;
            };
        for (int i = 0; i < options.epochs(); i++) {
          print("STEP: %d", i);
          try (var stepScope = Torch.scope()) {
            optimizer.step(closure);
            NDArray pred = seq.forward(testInput, future).get(":, :{}", length - 1);
            double testLoss = Torch.item(criterion.forward(pred, testTarget));
            curves.add(lastLoss[0], testLoss);
            progress.clear();
            print("test loss: %.6f", testLoss);
          }
          Weights.checkpoint(seq, options);
        }

        NDArray pred = seq.forward(testInput, future);
        for (int wave = 0; wave < HELD_BACK; wave++) {
          StringJoiner line = new StringJoiner(" ", "Then: ", "");
          for (double y : pred.get("{}, -8:", wave).toDoubleArray()) {
            line.add(PythonFormat.fixed(y, 3));
          }
          System.out.println(line);
        }
        if (options.plot() != null) {
          double[] series = testInput.get(0).toDoubleArray();
          Plots.save(
              Plots.beside(
                  Plots.forecast(series, pred.get(0).toDoubleArray(), 1), curves.picture()),
              options.plot());
        }
      }
    }
  }

  @Override
  int trainingEpochs() {
    return 15;
  }
}
