package io.github.torchrnn.tutorial;

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

  @Override
  public final boolean hasLosses() {
    return true;
  }

  /** {@code print(format % arguments)}. */
  static void print(String format, Object... arguments) {
    System.out.println(PythonFormat.format(format, arguments));
  }

  /** The number of epochs that make a good network of a new one. */
  abstract int trainingEpochs();
}
