package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.Safetensors;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Files of weights, of the format that their extension names. */
final class Weights {

  private Weights() {}

  /** Whether a path names a format; no path does no harm. */
  static boolean canBe(Path path) {
    return path == null || path.toString().endsWith(".pt") || isSafetensors(path);
  }

  /** Puts a network where the command line says, with the weights that it names. */
  static void prepare(TorchModule net, Tutorial.Options options) {
    if (options.load() != null) {
      load(net, options.load());
    }
    net.to(options.device());
  }

  /** Gives a network the weights of a file. */
  static void load(TorchModule net, Path path) {
    try (var scope = Torch.scope()) {
      net.loadStateDict(load(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the weights where the command line says, if it does. The file is the old one or the new
   * one whenever the program is stopped.
   */
  static void checkpoint(TorchModule net, Tutorial.Options options) {
    if (options.save() != null) {
      try (var scope = Torch.scope()) {
        save(net.stateDict(), options.save());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, NDArray> load(Path path) throws IOException {
    return isSafetensors(path) ? Safetensors.loadFile(path) : Pt.loadStateDict(path);
  }

  private static void save(Map<String, NDArray> state, Path path) throws IOException {
    if (isSafetensors(path)) {
      Safetensors.saveFile(state, path);
    } else {
      Pt.save(state, path);
    }
  }

  private static boolean isSafetensors(Path path) {
    return path.toString().endsWith(".safetensors");
  }
}
