package io.github.torchrnn.bench;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one process measured.
 *
 * @param threads how many threads LibTorch takes for an operator
 * @param versions what ran, in words
 * @param micros the median of each work in microseconds
 */
record Round(int threads, String versions, Map<String, Double> micros) {

  static Round read(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file), Round.class);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, new Gson().toJson(this));
  }
}
