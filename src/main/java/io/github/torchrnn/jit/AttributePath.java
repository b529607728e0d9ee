package io.github.torchrnn.jit;

import java.util.Set;
import java.util.regex.Pattern;

/** A way from a module to what is in it, as an expression of TorchScript. */
final class AttributePath {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The identifiers that cannot follow a dot. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("False None True and as assert async await break class continue def del elif else except"
                  + " finally for from global if import in is lambda nonlocal not or pass raise"
                  + " return try while with yield")
              .split(" "));

  private AttributePath() {}

  /**
   * An expression: {@code self.rnn.weight_ih_l0}, or {@code getattr(self, "0").weight}.
   *
   * @param name names separated by dots
   */
  static String of(String name) {
    String path = "self";
    for (String part : name.split("\\.", -1)) {
      path =
          IDENTIFIER.matcher(part).matches() && !KEYWORDS.contains(part)
              ? path + "." + part
              : "getattr(%s, %s)".formatted(path, quoted(part));
    }
    return path;
  }

  /** A name as a string literal. */
  static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
