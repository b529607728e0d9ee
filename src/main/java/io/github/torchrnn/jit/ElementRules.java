package io.github.torchrnn.jit;

import java.util.Map;

/** The rows of operations on each number by itself. */
final class ElementRules {

  private ElementRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("tanh", one("torch.tanh($0)", "torch.tanh_backward($g, $y)"));
    rules.put("sigmoid", one("torch.sigmoid($0)", "torch.sigmoid_backward($g, $y)"));
    rules.put("relu", one("torch.relu($0)", "torch.threshold_backward($g, $y, 0)"));
    rules.put("exp", one("torch.exp($0)", "torch.mul($g, $y)"));
    rules.put("log", one("torch.log($0)", "torch.div($g, $0)"));
    rules.put("neg", one("torch.neg($0)", "torch.neg($g)"));
    rules.put("add", two("torch.add($0, $1)", "$g", "$g"));
    rules.put("sub", two("torch.sub($0, $1)", "$g", "torch.neg($g)"));
    rules.put("mul", two("torch.mul($0, $1)", "torch.mul($g, $1)", "torch.mul($g, $0)"));
    rules.put(
        "div",
        two(
            "torch.div($0, $1)",
            "torch.div($g, $1)",
            "torch.neg(torch.mul($g, torch.div($y, $1)))"));
  }

  private static Rule one(String forward, String gradient) {
    return new TemplateRule(false, forward, gradient);
  }

  private static Rule two(String forward, String first, String second) {
    return new TemplateRule(true, forward, first, second);
  }
}
