package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Files of weights, of the format that their extension names. */
final class Weights {

  private Weights() {}

  /** Whether a path names a format; no path does no harm. */
  static boolean canBe(Path path) {
    return path == null || path.toString().endsWith(".pt") || isSafetensors(path);
  }

  static Map<String, NDArray> load(Path path) throws IOException {
    return isSafetensors(path) ? Safetensors.loadFile(path) : Pt.loadStateDict(path);
  }

  static void save(Map<String, NDArray> state, Path path) throws IOException {
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
