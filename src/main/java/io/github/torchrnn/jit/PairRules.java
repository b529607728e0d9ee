package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;

/** The rows of operations on two arrays, number by number, with broadcasting. */
final class PairRules {

  private PairRules() {}

  static void addTo(Map<String, Rule> rules) {
    two(rules, "add", "$g", "$g");
    two(rules, "sub", "$g", "torch.neg($g)");
    two(rules, "mul", "torch.mul($g, $1)", "torch.mul($g, $0)");
    two(rules, "div", "torch.div($g, $1)", "torch.neg(torch.mul($g, torch.div($y, $1)))");
    two(
        rules,
        "pow",
        "torch.mul($g, torch.where(torch.eq($1, 0), 0.,"
            + " torch.mul($1, torch.pow($0, torch.sub($1, 1)))))",
        "torch.mul($g, torch.where(torch.__and__(torch.eq($0, 0), torch.ge($1, 0)), 0.,"
            + " torch.mul($y, torch.log($0))))");
    two(
        rules,
        "remainder",
        "$g",
        "torch.neg(torch.mul($g, torch.div($0, $1, rounding_mode=\"floor\")))");
    two(rules, "maximum", half("gt", "$0", "$1"), half("gt", "$1", "$0"));
    two(rules, "minimum", half("lt", "$0", "$1"), half("lt", "$1", "$0"));
    two(
        rules,
        "atan2",
        "torch.mul($g, torch.div($1, torch.add(torch.square($0), torch.square($1))))",
        "torch.neg(torch.mul($g, torch.div($0, torch.add(torch.square($0), torch.square($1)))))");
    two(
        rules,
        "xlogy",
        "torch.where(torch.__and__(torch.eq($0, 0), torch.le($1, 0)), 0.,"
            + " torch.mul($g, torch.log($1)))",
        "torch.div(torch.mul($g, $0), $1)");
    for (String name :
        List.of("eq", "ne", "gt", "ge", "lt", "le", "logical_and", "logical_or", "logical_xor")) {
      two(rules, name);
    }
    rules.put(
        "where",
        TemplateRule.broadcasting(
            "torch.where($0, $1, $2)", null, "torch.where($0, $g, 0.)", "torch.where($0, 0., $g)"));
    rules.put(
        "where_number",
        TemplateRule.broadcasting("torch.where($0, $1, $2)", null, "torch.where($0, $g, 0.)"));
    rules.put(
        "where_number_tensor",
        TemplateRule.broadcasting(
            "torch.where($0, $1, $2)", null, null, "torch.where($0, 0., $g)"));
    rules.put(
        "masked_fill",
        TemplateRule.broadcasting("torch.masked_fill($0, $1, $2)", "torch.masked_fill($g, $1, 0)"));
  }

  private static void two(Map<String, Rule> rules, String name, String... gradients) {
    rules.put(name, TemplateRule.broadcasting("torch.%s($0, $1)".formatted(name), gradients));
  }

  /** All of the gradient where a comparison holds, and half of it where both are equal. */
  private static String half(String comparison, String one, String other) {
    return "torch.where(torch.%s(%s, %s), $g, torch.where(torch.eq(%s, %s), torch.div($g, 2), 0.))"
        .formatted(comparison, one, other, one, other);
  }
}
