package io.github.torchrnn.jit;

import io.github.torchrnn.jit.FormulaRule.Gradient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one output whose forward and gradients are templates: expressions in which {@code $0} is
 * the first argument, {@code $y} the output, {@code $g} its gradient.
 */
final class TemplateRule {

  private static final Pattern PLACE = Pattern.compile("\\$(\\d|y|g)");

  private TemplateRule() {}

  /**
   * A row without broadcasting.
   *
   * @param gradients of the arguments in order, null for those that have none
   */
  static Rule of(String forward, @Nullable String... gradients) {
    Gradient[] formulas = new Gradient[gradients.length];
    for (int i = 0; i < formulas.length; i++) {
      String template = gradients[i];
      formulas[i] = template == null ? null : (out, op, g) -> filled(template, out, op, g);
    }
    return FormulaRule.of(forward, formulas);
  }

  /** A row that broadcasts its arguments, and converts their types. */
  static Rule broadcasting(String forward, @Nullable String... gradients) {
    Gradient[] formulas = new Gradient[gradients.length];
    for (int i = 0; i < formulas.length; i++) {
      int argument = i;
      String template = gradients[i];
      formulas[i] =
          template == null
              ? null
              : (out, op, g) ->
                  fitted(filled(template, out, op, g), out, op.value(argument), op.output());
    }
    return FormulaRule.of(forward, formulas);
  }

  /**
   * The gradient of an argument that was broadcast, or converted, to the output's shape or type.
   */
  static String fitted(String gradient, Emitter out, Value value, Value output) {
    String fitted = gradient;
    if (isBroadcast(value, output)) {
      fitted = "torch.sum_to_size(%s, torch.size(%s))".formatted(fitted, out.name(value));
    }
    return value.type() == output.type()
        ? fitted
        : "torch.to(%s, %s.dtype)".formatted(fitted, out.name(value));
  }

  /** Whether a size 1 became another one: for other sizes, equal ranks mean equal sizes. */
  private static boolean isBroadcast(Value value, Value output) {
    return !value.shape().equals(output.shape());
  }

  /** A template with its places filled in. */
  static String filled(
      String template, Emitter out, Operation operation, @Nullable String gradient) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "y" -> out.name(operation.output());
                      case "g" -> String.valueOf(gradient);
                      default ->
                          out.text(operation.arguments().get(Integer.parseInt(place.group(1))));
                    }));
  }
}
