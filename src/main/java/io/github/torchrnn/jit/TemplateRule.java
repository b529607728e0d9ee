package io.github.torchrnn.jit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of one output whose forward and gradients are an expression each. In them, {@code $0} is
 * the first argument, {@code $y} the output, {@code $g} its gradient.
 *
 * @param broadcasts whether the operation broadcasts its arguments, and converts their types
 * @param forward the output
 * @param gradients of the arguments in order, null for those that have none
 */
record TemplateRule(boolean broadcasts, String forward, @Nullable String... gradients)
    implements Rule {

  /** A row without broadcasting. */
  static Rule of(String forward, @Nullable String... gradients) {
    return new TemplateRule(false, forward, gradients);
  }

  /** A row that broadcasts. */
  static Rule broadcasting(String forward, @Nullable String... gradients) {
    return new TemplateRule(true, forward, gradients);
  }

  private static final Pattern PLACE = Pattern.compile("\\$(\\d|y|g)");

  @Override
  public void forward(Emitter out, Operation operation) {
    out.define(operation.output(), filled(forward, out, operation, null));
  }

  @Override
  public boolean hasBackward(Operation operation) {
    for (int i = 0; i < operation.arguments().size(); i++) {
      if (operation.records(i) && (i >= gradients.length || gradients[i] == null)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> given) {
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] != null
          && operation.arguments().get(i) instanceof Value value
          && back.wants(value)) {
        String gradient = filled(gradients[i], back.out(), operation, given.get(0));
        back.add(
            value, broadcasts ? fitted(gradient, back.out(), value, operation.output()) : gradient);
      }
    }
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
