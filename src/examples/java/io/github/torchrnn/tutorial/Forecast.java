package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.plot.Plots;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Goes on with a series of numbers: PyTorch's example of time sequence prediction, with Adam. What
 * the two cells say of the next number is fed back to them beyond the data.
 */
@Command(name = "forecast", description = "Learns a series of numbers and goes on with it.")
final class Forecast extends Program {

  private static final int HIDDEN_SIZE = 51;

  @Option(
      names = "--data",
      paramLabel = "FILE.csv",
      description = "a series: the last number of each line; a sine by default")
  private Path data;

  @Option(
      names = "--future",
      paramLabel = "N",
      description = "how many numbers at the end to hold back, and how many more to forecast")
  private int future = 40;

  private static final class Sequence extends TorchModule {
    private final LSTMCell lstm1 = register("lstm1", new LSTMCell(1, HIDDEN_SIZE));
    private final LSTMCell lstm2 = register("lstm2", new LSTMCell(HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear linear = register("linear", new Linear(HIDDEN_SIZE, 1));

    /** From (steps, 1) to what follows each step, and then by itself, of (steps + future, 1). */
    NDArray forward(NDArray input, int future) {
      NDArray zeros = Torch.zeros(1, HIDDEN_SIZE).toDevice(input.getDevice(), false);
      LSTMState state1 = new LSTMState(zeros, zeros);
      LSTMState state2 = new LSTMState(zeros, zeros);
      NDList outputs = new NDList();
      long steps = input.getShape().get(0);
      for (int i = 0; i < steps + future; i++) {
        NDArray x = i < steps ? input.get(i).reshape(1, 1) : outputs.get(i - 1);
        state1 = lstm1.forward(x, state1);
        state2 = lstm2.forward(state1.h(), state2);
        outputs.add(linear.forward(state2.h()));
      }
      return NDArrays.concat(outputs, 0);
    }
  }

  @Override
  public void run(Options options) {
    double[] series = Series.of(data);
    int known = series.length - future;
    if (future < 1 || known < 2) {
      throw new IllegalArgumentException(
          "--future is at least 1, and leaves 2 of the "
              + series.length
              + " numbers to learn from");
    }
    double low = Arrays.stream(series).limit(known).min().orElseThrow();
    double high = Arrays.stream(series).limit(known).max().orElseThrow();
    double half = high > low ? (high - low) / 2 : 1;

    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        Sequence net = new Sequence();
        MSELoss criterion = new MSELoss();
        Adam optimizer = new Adam(net.parameters(), 0.01)) {
      Weights.prepare(net, options);
      float[] scaled = new float[series.length]; // the known ones to [-1, 1]
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) ((series[i] - low) / half - 1);
      }
      NDArray all = Torch.tensor(scaled, scaled.length, 1).toDevice(options.device(), false);
      NDArray input = all.get("0:" + (known - 1));
      NDArray target = all.get("1:" + known);
      System.out.println("%s numbers to learn from, %s held back".formatted(known, future));
      System.out.println(net);

      Traceable.Two<NDArray, NDArray, NDArray> step =
          (x, y) -> criterion.forward(net.forward(x, 0), y);
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.of("Epochs", options.epochs());
      try (var compiled =
          CompiledStep.builder(optimizer, step)
              .clipGradNorm(1)
              .threads(options.threads())
              .build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          try (var epochScope = Torch.scope();
              var grad = Torch.enableGrad()) {
            NDArray loss;
            if (options.compiled()) {
              loss = compiled.run(input, target);
            } else {
              loss = step.apply(input, target);
              optimizer.zeroGrad();
              Torch.backward(loss);
              ClipGrad.clipGradNorm(net.parameters(), 1);
              optimizer.step();
            }
            double value = progress.loss(Torch.item(loss));
            curves.add(value);
            if ((epoch + 1) % 10 == 0) {
              progress.clear();
              System.out.println(
                  "Epoch [%s/%s] loss=%s"
                      .formatted(epoch + 1, options.epochs(), PythonFormat.fixed(value, 6)));
            }
          }
          progress.step(1);
          Weights.checkpoint(net, options);
        }
        progress.clear();
      }

      NDArray beyond = net.forward(all.get("0:" + known), 2 * future - 1).get(known - 1 + ":");
      NDArray loss = criterion.forward(beyond.get("0:" + future), all.get(known + ":"));
      System.out.println("Loss on what was held back: " + PythonFormat.fixed(Torch.item(loss), 6));
      double[] forecast = new double[2 * future];
      for (int i = 0; i < forecast.length; i++) {
        forecast[i] = (beyond.getFloat(i, 0) + 1) * half + low;
      }
      StringJoiner line = new StringJoiner(" ", "Then: ", "");
      for (int i = future; i < Math.min(future + 8, forecast.length); i++) {
        line.add(PythonFormat.fixed(forecast[i], 3));
      }
      System.out.println(line);
      if (options.plot() != null) {
        OptionalInt year = Series.firstYear(data);
        BufferedImage picture =
            year.isPresent()
                ? Plots.forecast(series, forecast, known, year.getAsInt())
                : Plots.forecast(series, forecast, known);
        Plots.save(Plots.beside(picture, curves.picture()), options.plot());
      }
    }
  }

  @Override
  int trainingEpochs() {
    return 100;
  }
}
