package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of a TorchScript {@code forward}, and statements that convert its arguments to them.
 */
final class ForwardSignature {

  private static final Pattern FORWARD =
      Pattern.compile("def forward\\(self,?\\s*(.*?)\\)\\s*->\\s*([^:]+):", Pattern.DOTALL);

  private final List<String> arguments = new ArrayList<>();
  private final String result;

  private ForwardSignature(String parameters, String result) {
    for (String parameter : split(parameters)) {
      arguments.add(parameter.replaceFirst("^\\w+\\s*:", "").replaceFirst("=.*$", "").strip());
    }
    this.result = result.strip();
  }

  /**
   * Reads a signature.
   *
   * @throws UnsupportedOperationException if there is no forward with types
   */
  static ForwardSignature ofForward(String source) {
    Matcher forward = FORWARD.matcher(source);
    if (!forward.find()) {
      throw new UnsupportedOperationException(
          "its TorchScript has no def forward(self, name: type, ...) -> type");
    }
    return new ForwardSignature(forward.group(1), forward.group(2));
  }

  /** The source after the signature, without comments. */
  static String body(String source) {
    return FORWARD.matcher(source).replaceFirst("").replaceAll("#.*", "");
  }

  /**
   * Statements that set {@code a0}, {@code a1}, ... from a list of tensors, {@code inputs};
   * optional arguments beyond its end are None.
   */
  String unpacking() {
    StringBuilder statements = new StringBuilder();
    int at = 0;
    for (int i = 0; i < arguments.size(); i++) {
      String type = arguments.get(i);
      int count = count(type);
      String value =
          count == 1
              ? "inputs[%d]".formatted(at)
              : "(inputs[%d], inputs[%d])".formatted(at, at + 1);
      at += count;
      if (type.startsWith("Optional")) {
        statements.append(
            "a%d = annotate(%s, None)\nif len(inputs) >= %d:\n  a%d = %s\n"
                .formatted(i, type, at, i, value));
      } else {
        statements.append("a%d = %s\n".formatted(i, value));
      }
    }
    return statements.toString();
  }

  /** {@code a0, a1}: the names that {@link #unpacking} sets. */
  String names() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      names.append(i == 0 ? "a" : ", a").append(i);
    }
    return names.toString();
  }

  /** Statements that set {@code outputs}, a list of tensors, from {@code result}. */
  String packing() {
    return switch (result.replaceAll("\\s", "")) {
      case "Tensor" -> "outputs = [result]\n";
      case "Tuple[Tensor,Tensor]" -> "r0, r1 = result\noutputs = [r0, r1]\n";
      case "Tuple[Tensor,Tuple[Tensor,Tensor]]" ->
          "r0, r1 = result\nr2, r3 = r1\noutputs = [r0, r2, r3]\n";
      default ->
          throw new UnsupportedOperationException(
              "its forward returns " + result + " in TorchScript");
    };
  }

  private static int count(String type) {
    return switch (type.replaceAll("\\s", "")) {
      case "Tensor", "Optional[Tensor]" -> 1;
      case "Tuple[Tensor,Tensor]", "Optional[Tuple[Tensor,Tensor]]" -> 2;
      default ->
          throw new UnsupportedOperationException(
              "its forward takes a " + type + " in TorchScript");
    };
  }

  /** Splits at the commas outside of brackets. */
  private static List<String> split(String parameters) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    StringBuilder part = new StringBuilder();
    for (char c : parameters.toCharArray()) {
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (!part.toString().isBlank()) {
      parts.add(part.toString().strip());
    }
    return parts;
  }
}
