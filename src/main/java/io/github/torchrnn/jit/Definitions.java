package io.github.torchrnn.jit;

import io.github.torchrnn.internal.KernelFiles;
import io.github.torchrnn.internal.Resources;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The methods that programs call: those of this package's files, and the library's kernels. */
final class Definitions {

  /** Of this package; where two define a method, the first. */
  private static final List<String> OWN =
      List.of("step.py", "parts.py", "elman.py", "gru.py", "lstm.py", "onednn.py", "packed.py");

  private static final Pattern DEFINITION =
      Pattern.compile("^( *)def (\\w+)\\(.*\\n(?:\\1 +.*\\n|\\n)*", Pattern.MULTILINE);

  private static final Pattern CALL = Pattern.compile("self\\.(\\w+)\\(");

  private static final Map<String, String> METHODS = new HashMap<>();

  static {
    OWN.forEach(file -> read(Resources.text(Definitions.class, file)));
    KernelFiles.KERNELS.forEach(file -> read(Resources.text(Resources.class, file)));
    KernelFiles.FUNCTIONS.forEach(file -> read(Resources.text(Resources.class, file)));
  }

  private Definitions() {}

  private static void read(String source) {
    Matcher definition = DEFINITION.matcher(source);
    while (definition.find()) {
      METHODS.putIfAbsent(
          definition.group(2), definition.group().stripTrailing().stripIndent() + "\n");
    }
  }

  /** Whether there is a method of a name. */
  static boolean has(String method) {
    return METHODS.containsKey(method);
  }

  /** The methods that some lines call, those that they call, and so on. */
  static String calledBy(String lines) {
    Map<String, String> found = new LinkedHashMap<>();
    Deque<String> sources = new ArrayDeque<>(List.of(lines));
    while (!sources.isEmpty()) {
      Matcher call = CALL.matcher(sources.pop());
      while (call.find()) {
        String method = METHODS.get(call.group(1));
        if (method != null && found.putIfAbsent(call.group(1), method) == null) {
          sources.push(method);
        }
      }
    }
    return String.join("\n", found.values());
  }
}
