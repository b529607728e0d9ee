package io.github.torchrnn.tutorial;

import ai.djl.Device;
import java.nio.file.Path;

/** One program of the tutorial: prints what its Python twin prints at the same seed. */
interface Tutorial {

  /**
   * Runs the program.
   *
   * @param options what the command line asks for
   */
  void run(Options options);

  /** The number of epochs where the command line names none; 0 where nothing is trained. */
  default int defaultEpochs() {
    return 0;
  }

  /** Whether it trains a network, which has weights to load and save. */
  default boolean hasWeights() {
    return defaultEpochs() > 0;
  }

  /** Whether it has losses to write. */
  default boolean hasLosses() {
    return defaultEpochs() > 0;
  }

  /**
   * What the command line asks for. Each path is null where it does not.
   *
   * @param plot where to draw a picture
   * @param csv where to write the losses and what else each epoch came to
   * @param load the weights to begin with
   * @param save where to write the trained weights
   * @param export where to write the trained network as TorchScript
   * @param compiled whether to train by compiled steps instead of single calls
   * @param threads how many threads share a compiled step
   */
  record Options(
      long seed,
      Device device,
      int epochs,
      Path plot,
      Path csv,
      Path load,
      Path save,
      Path export,
      boolean compiled,
      int threads) {}
}
