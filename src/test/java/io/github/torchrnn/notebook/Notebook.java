package io.github.torchrnn.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a notebook's file holds.
 *
 * @param kernel the name of its kernel
 * @param cells the code cells
 * @param sources what each cell holds, code or text, by its id and in order
 */
record Notebook(String kernel, List<Cell> cells, Map<String, String> sources) {

  /**
   * A code cell.
   *
   * @param shows its outputs, as {@link #shows} writes them
   */
  record Cell(String id, String code, String shows) {

    /** Whether it only asks Maven for libraries. */
    boolean isMaven() {
      return code.lines().allMatch(line -> line.startsWith("%maven "));
    }
  }

  /** The PNG files among a notebook's outputs. */
  static List<byte[]> pictures(Path file) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (JsonElement cell : json(file).getAsJsonArray("cells")) {
      JsonArray outputs = cell.getAsJsonObject().getAsJsonArray("outputs");
      for (JsonElement output : outputs == null ? new JsonArray() : outputs) {
        JsonObject data = output.getAsJsonObject().getAsJsonObject("data");
        if (data != null && data.has("image/png")) {
          pictures.add(Base64.getDecoder().decode(text(data.get("image/png"))));
        }
      }
    }
    return pictures;
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  static Notebook read(Path file) throws IOException {
    JsonObject notebook = json(file);
    List<Cell> cells = new ArrayList<>();
    Map<String, String> sources = new LinkedHashMap<>();
    for (JsonElement element : notebook.getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      String id = cell.get("id").getAsString();
      String source = text(cell.get("source"));
      sources.put(id, source);
      if (cell.get("cell_type").getAsString().equals("code")) {
        cells.add(new Cell(id, source, shows(cell.getAsJsonArray("outputs"))));
      }
    }
    String kernel =
        notebook
            .getAsJsonObject("metadata")
            .getAsJsonObject("kernelspec")
            .get("name")
            .getAsString();
    return new Notebook(kernel, cells, sources);
  }

  private static String shows(JsonArray outputs) {
    String out = "";
    String err = "";
    List<String> values = new ArrayList<>();
    for (JsonElement element : outputs) {
      JsonObject output = element.getAsJsonObject();
      if (output.has("data")) {
        values.add(text(output.getAsJsonObject("data").get("text/plain")));
      } else if (output.get("name").getAsString().equals("stdout")) {
        out += text(output.get("text"));
      } else {
        err += text(output.get("text"));
      }
    }
    return shows(out, err, values);
  }

  /** What a cell shows, as one text: what it writes, then pictures and values. */
  static String shows(String out, String err, List<String> values) {
    return out
        + (err.isEmpty() ? "" : "stderr: " + err)
        + values.stream().map(value -> "= " + value).collect(Collectors.joining("\n"));
  }

  private static String text(JsonElement lines) {
    if (lines.isJsonPrimitive()) {
      return lines.getAsString();
    }
    StringBuilder text = new StringBuilder();
    lines.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
    return text.toString();
  }
}
