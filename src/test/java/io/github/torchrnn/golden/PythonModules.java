package io.github.torchrnn.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of {@code scripts/python/golden}, taken out with all that they use. */
final class PythonModules {

  private static final Path FOLDER = Path.of("scripts/python/golden");

  /** A line that begins a function, a class, an assignment or an import, or closes a bracket. */
  private static final Pattern BLOCK =
      Pattern.compile("^(?=[\\w@\"])(?:def (\\w+)|class (\\w+)|(\\w+) = )?", Pattern.MULTILINE);

  private static final Pattern OURS =
      Pattern.compile("^from golden\\.(\\w+) import \\(?([\\w,\\s]+)\\)?$", Pattern.MULTILINE);
  private static final Pattern OTHERS =
      Pattern.compile("^(?:import|from) (?!golden).*$", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern TEXT = Pattern.compile("\"[^\"\\n]*\"");

  private final TreeSet<String> imports = new TreeSet<>();
  private final Map<String, String> definitions = new LinkedHashMap<>();

  /** Takes a function of a module, after what it uses. */
  void take(String module, String function) throws IOException {
    String text = Files.readString(FOLDER.resolve(module + ".py"));
    String definition = blocks(text).get(function);
    if (definition == null) {
      Matcher ours = OURS.matcher(text);
      while (ours.find()) {
        if (WORD.matcher(ours.group(2)).results().anyMatch(m -> m.group().equals(function))) {
          take(ours.group(1), function);
        }
      }
      return;
    }
    if (definitions.putIfAbsent(function, "") != null) {
      return;
    }
    Matcher word = WORD.matcher(TEXT.matcher(definition).replaceAll(""));
    while (word.find()) {
      if (!word.group().equals(function)) {
        take(module, word.group());
      }
    }
    OTHERS.matcher(text).results().forEach(line -> imports.add(line.group()));
    definition(function, definition);
  }

  /** The name of the function that makes a call which a module's dictionary names. */
  static String named(String module, String call) throws IOException {
    Matcher entry =
        Pattern.compile("\"%s\": (\\w+)".formatted(call))
            .matcher(Files.readString(FOLDER.resolve(module + ".py")));
    if (!entry.find()) {
      throw new AssertionError("no " + call + " in " + module);
    }
    return entry.group(1);
  }

  /** All that was taken, as the beginning of a program. */
  String source() {
    TreeSet<String> lines = new TreeSet<>(imports);
    lines.add("import torch");
    lines.removeIf(line -> !isUsed(line));
    return String.join("\n", lines) + "\n\n\n" + String.join("\n\n\n", definitions.values());
  }

  private boolean isUsed(String line) {
    String imported = line.replaceAll(".* (?:import|as) |^import ", "").replaceAll(", *", "|");
    Pattern used = Pattern.compile("\\b(?:" + imported + ")\\b");
    return line.equals("import torch")
        || used.matcher(String.join("\n", definitions.values())).find();
  }

  private void definition(String name, String text) {
    definitions.remove(name); // which keeps the order of use
    definitions.put(name, text.strip());
  }

  private static Map<String, String> blocks(String text) {
    Map<String, String> blocks = new LinkedHashMap<>();
    Matcher begin = BLOCK.matcher(text);
    String name = null;
    int start = 0;
    while (begin.find()) {
      if (name != null) {
        blocks.put(name, text.substring(start, begin.start()));
      }
      start = begin.start();
      name = begin.group(1) != null ? begin.group(1) : begin.group(2);
      name = name != null ? name : begin.group(3);
    }
    if (name != null) {
      blocks.put(name, text.substring(start));
    }
    return blocks;
  }
}
