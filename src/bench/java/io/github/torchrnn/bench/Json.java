package io.github.torchrnn.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file of {@code --json}: an array with an object for each row. */
final class Json {

  private record Entry(
      String work,
      int threads,
      Double javaMicros,
      Double pythonMicros,
      Double ratio,
      double goal) {}

  private Json() {}

  static void write(List<Result> results, Path file) throws IOException {
    List<Entry> entries =
        results.stream()
            .map(
                result ->
                    new Entry(
                        result.row().work(),
                        result.threads(),
                        result.java(),
                        result.python(),
                        result.ratio(),
                        result.row().goal()))
            .toList();
    String text =
        new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create()
            .toJson(entries);
    Files.writeString(file, text + "\n");
  }
}
