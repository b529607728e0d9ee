package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The task of the three hello tutorials: learn {@code hello} -> {@code ohlol}. */
final class Hello {

  static final int LETTERS = 4;
  static final int EPOCHS = 15;

  private static final String[] IDX_2_CHAR = {"e", "h", "l", "o"};
  private static final long[] X = {1, 0, 2, 2, 3};
  private static final long[] Y = {3, 1, 2, 3, 2};

  private final Tutorial.Options options;
  private final Curves curves;

  Hello(Tutorial.Options options, Curves curves) {
    this.options = options;
    this.curves = curves;
  }

  /** The word as numbers, of (1, seq). */
  NDArray indices() {
    return Torch.tensor(X, 1, X.length).toDevice(options.device(), false);
  }

  /** The word in one-hot letters, of (seq, batch 1, letters). */
  NDArray oneHot() {
    float[] letters = new float[X.length * LETTERS];
    for (int i = 0; i < X.length; i++) {
      letters[i * LETTERS + (int) X[i]] = 1;
    }
    return Torch.tensor(letters, X.length, 1, LETTERS).toDevice(options.device(), false);
  }

  /** The letters to learn, of (seq). */
  NDArray labels() {
    return Torch.tensor(Y).toDevice(options.device(), false);
  }

  /** The most likely letter of each row of scores. */
  private static String predicted(NDArray scores) {
    StringBuilder word = new StringBuilder();
    for (long index : scores.argMax(1).toLongArray()) {
      word.append(IDX_2_CHAR[(int) index]);
    }
    return word.toString();
  }

  /** What an epoch came to: the loss, and the scores of the letters, of (seq, LETTERS). */
  record Outcome(NDArray loss, NDArray scores) {}

  /** Prints the line of an epoch, and keeps its loss and the weights that it ended with. */
  void report(TorchModule net, int epoch, Outcome outcome) {
    double loss = Torch.item(outcome.loss());
    curves.add(loss);
    print(epoch, loss, outcome.scores());
    Weights.checkpoint(net, options);
  }

  void print(int epoch, double loss, NDArray scores) {
    String predicted = predicted(scores);
    String counts = "Epoch [" + (epoch + 1) + "/" + options.epochs() + "]";
    System.out.println(
        "Predicted string: " + predicted + ", " + counts + " loss=" + PythonFormat.fixed(loss, 4));
  }

  /**
   * Writes what else the command line asks for.
   *
   * @param forward the net's, of an input and a hidden state such as these
   */
  void finish(
      TorchModule net,
      Traceable.Two<NDArray, NDArray, NDArray> forward,
      NDArray input,
      NDArray hidden) {
    if (options.epochs() == 0) {
      Weights.checkpoint(net, options);
    }
    if (options.export() != null) {
      net.eval();
      NDArray zeros = hidden.toDevice(options.device(), false);
      try (ScriptModule traced = TorchScript.trace(net, forward, input, zeros)) {
        TorchScript.save(traced, options.export());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    curves.plot();
  }
}
