package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.TensorDataset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.StateDict;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An LSTM that tells a number of a series from those before it, and stops to learn when it gets no
 * better at what is held out.
 */
@Command(name = "window-regression", description = "Learns what follows a window of a series.")
final class WindowRegression extends Program {

  private static final int HIDDEN_SIZE = 32;

  @Option(names = "--data", paramLabel = "FILE.csv", description = "a series, as for forecast")
  private Path data;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "how many numbers tell the next, 12 by default")
  private int window = 12;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "how many epochs without gain end the training, 10 by default")
  private int patience = 10;

  private static final class Regression extends TorchModule {
    private final LSTM lstm =
        register("lstm", LSTM.builder(1, HIDDEN_SIZE).batchFirst(true).build());
    private final Linear fc = register("fc", new Linear(HIDDEN_SIZE, 1));

    /** From windows of (batch, window, 1) to the numbers that follow, of (batch, 1). */
    NDArray forward(NDArray windows) {
      NDArray output = lstm.forward(windows).output();
      return fc.forward(output.get(":, -1"));
    }
  }

  /** The best weights so far, and whether they are too old to wait any longer. */
  private static final class EarlyStopping {
    private final int patience;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int bestEpoch;
    private StateDict bestState;

    EarlyStopping(int patience) {
      this.patience = patience;
    }

    void update(double loss, Regression model, int epoch) {
      if (loss >= bestLoss) {
        return;
      }
      bestLoss = loss;
      bestEpoch = epoch;
      bestState = StateDict.copy(model.stateDict());
    }

    boolean stops(int epoch) {
      return epoch - bestEpoch >= patience;
    }
  }

  /** Each window of (window, 1), and the number after it. */
  private static TensorDataset createWindows(NDArray series, int size) {
    List<NDArray> windows = new ArrayList<>();
    for (long i = 0; i < series.size() - size; i++) {
      windows.add(series.get("{}:{}", i, i + size));
    }
    NDArray x = Torch.unsqueeze(Torch.stack(windows), -1);
    return new TensorDataset(x, Torch.unsqueeze(series.get("{}:", size), -1));
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        Regression model = new Regression();
        MSELoss criterion = new MSELoss();
        Adam optimizer = new Adam(model.parameters(), 0.01)) {
      Weights.prepare(model, options);
      NDArray series = Torch.to(Torch.tensor(Series.of(data)), options.device());
      long split = (long) (0.8 * series.size());
      if (window < 1 || patience < 1 || split <= window) {
        throw new IllegalArgumentException(
            "--window and --patience are at least 1, and a window is shorter than the "
                + split
                + " numbers to learn from");
      }
      NDArray known = series.get(":{}", split);
      NDArray mean = Torch.mean(known);
      NDArray std = Torch.std(known);
      NDArray scaled = series.sub(mean).div(std);
      TensorDataset trainSet = createWindows(scaled.get(":{}", split), window);
      TensorDataset validSet = createWindows(scaled.get("{}:", split - window), window);
      var train = DataLoader.builder(trainSet).batchSize(32).shuffle(true).build();
      var valid = DataLoader.builder(validSet).batchSize(32).build();
      print("%d windows to learn from, %d held out", trainSet.len(), validSet.len());
      System.out.println(model);

      Traceable.Two<NDArray, NDArray, NDArray> step =
          (x, y) -> criterion.forward(model.forward(x), y);
      Curves curves = new Curves(options, "loss", "valid_loss");
      Progress progress = Progress.ofEpochs(options.epochs(), train.len());
      EarlyStopping earlyStopping = new EarlyStopping(patience);
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
          Torch.train(model);
          double total = 0;
          for (NDList batch : progress.over(train)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray x = batch.get(0);
              NDArray y = batch.get(1);
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(x, y);
              } else {
                loss = step.apply(x, y);
                optimizer.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss)) * x.size(0);
            }
          }
          double trainLoss = total / trainSet.len();
          double validLoss = evaluate(model, criterion, valid);
          curves.add(trainLoss, validLoss);
          print(
              "Epoch [%d/%d] train=%.3f valid=%.3f", epoch, options.epochs(), trainLoss, validLoss);
          earlyStopping.update(validLoss, model, epoch);
          if (earlyStopping.bestEpoch == epoch) {
            Weights.checkpoint(model, options);
          } else if (earlyStopping.stops(epoch)) {
            print(
                "Epoch [%d/%d] is the best, %d ago",
                earlyStopping.bestEpoch, options.epochs(), patience);
            break;
          }
        }
      }
      if (earlyStopping.bestState != null) {
        model.loadStateDict(earlyStopping.bestState);
      }

      print("Loss on what was held out: %.3f", evaluate(model, criterion, valid));
      NDArray guesses = model.forward(validSet.tensors().get(0).get(":5")).mul(std).add(mean);
      NDArray targets = validSet.tensors().get(1).get(":5").mul(std).add(mean);
      for (int i = 0; i < guesses.size(0); i++) {
        print("%.1f for %.1f", Torch.item(guesses.get(i)), Torch.item(targets.get(i)));
      }
      curves.plot();
    }
  }

  /** The mean loss of the windows. */
  private static double evaluate(Regression model, MSELoss criterion, DataLoader<NDList> loader) {
    Torch.eval(model);
    double total = 0;
    for (NDList batch : loader) {
      try (var batchScope = Torch.scope()) {
        NDArray loss = criterion.forward(model.forward(batch.get(0)), batch.get(1));
        total += Torch.item(loss) * batch.get(0).size(0);
      }
    }
    return total / loader.dataset().len();
  }

  @Override
  int trainingEpochs() {
    return 200;
  }
}
