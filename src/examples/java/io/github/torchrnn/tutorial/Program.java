package io.github.torchrnn.tutorial;

import io.github.torchrnn.plot.Plots;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * A program with real data: a command with options of its own beside those of all tutorials. With
 * weights to load, it trains only where the command line says how long.
 */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class Program implements Tutorial, Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public final Integer call() {
    main.run(this);
    return 0;
  }

  @Override
  public final int defaultEpochs() {
    return main.loads() ? 0 : trainingEpochs();
  }

  @Override
  public final boolean hasWeights() {
    return true;
  }

  /** {@code print(format % arguments)}. */
  static void print(String format, Object... arguments) {
    System.out.println(PythonFormat.format(format, arguments));
  }

  /** Draws the loss of each epoch where the command line says, if it does. */
  static void plot(List<Double> losses, Options options) {
    if (options.plot() != null) {
      Plots.save(Plots.loss(losses), options.plot());
    }
  }

  /** The number of epochs that make a good network of a new one. */
  abstract int trainingEpochs();
}
