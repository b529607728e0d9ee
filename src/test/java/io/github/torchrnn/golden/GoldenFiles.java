package io.github.torchrnn.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The committed goldens. */
public final class GoldenFiles {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  /** The kinds that came later, made on another processor. */
  private static final Path MORE = FOLDER.resolve("more");

  private GoldenFiles() {}

  /** The cases of a file of {@code make_golden.py}. */
  public static List<JsonObject> read(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }
  }

  /**
   * The case of an id: {@code cells-0-3}, or {@code print-3} of {@code print.json}.
   *
   * @throws IllegalArgumentException if no case has the id
   */
  static JsonObject find(String id) throws IOException {
    Path file = folder(id).resolve(module(id) + ".jsonl.gz");
    if (Files.exists(file)) {
      for (JsonObject golden : read(file)) {
        if (golden.get("id").getAsString().equals(id)) {
          return golden;
        }
      }
    } else if (id.matches("print-\\d{1,6}")) {
      String json = Files.readString(FOLDER.resolve("print.json"));
      JsonArray cases = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("cases");
      int index = Integer.parseInt(id.substring("print-".length()));
      if (index < cases.size()) {
        return cases.get(index).getAsJsonObject();
      }
    }
    throw new IllegalArgumentException("no golden has the id " + id);
  }

  /** The name of a case's file, and of its module in {@code scripts/python/golden}. */
  static String module(String id) {
    return id.replaceAll("-.*", "");
  }

  /** The processor on which a case was made. */
  static Processor maker(String id) {
    return Processor.recorder(folder(id).resolve("versions.json"));
  }

  private static Path folder(String id) {
    return Files.exists(MORE.resolve(module(id) + ".jsonl.gz")) ? MORE : FOLDER;
  }
}
