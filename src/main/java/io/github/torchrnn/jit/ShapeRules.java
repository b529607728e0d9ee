package io.github.torchrnn.jit;

import java.util.Map;

/** The rows of operations that move numbers. */
final class ShapeRules {

  private ShapeRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "reshape",
        new TemplateRule(false, "torch.reshape($0, $1)", "torch.reshape($g, torch.size($0))"));
    rules.put(
        "unsqueeze", new TemplateRule(false, "torch.unsqueeze($0, $1)", "torch.squeeze($g, $1)"));
    rules.put("get", new GetRule());
    rules.put("zero_state", new ZeroStateRule());
    rules.put(
        "mean",
        new TemplateRule(
            false,
            "torch.mean($0)",
            "torch.div(torch.expand($g, torch.size($0)), torch.numel($0))"));
    rules.put("sum", new TemplateRule(false, "torch.sum($0)", "torch.expand($g, torch.size($0))"));
    rules.put("detach", new TemplateRule(false, "torch.detach($0)"));
  }
}
