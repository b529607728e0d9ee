package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    rules.put("zero_state", new ZeroState());
    rules.put(
        "mean",
        new TemplateRule(
            false,
            "torch.mean($0)",
            "torch.div(torch.expand($g, torch.size($0)), torch.numel($0))"));
    rules.put("sum", new TemplateRule(false, "torch.sum($0)", "torch.expand($g, torch.size($0))"));
    rules.put("detach", new TemplateRule(false, "torch.detach($0)"));
  }

  /** Zeros of a batch's size: {@code zero_state(input, batch_axis, [layers, -1, size])}. */
  private static final class ZeroState implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      String input = out.name(operation.value(0));
      String sizes =
          out.text(operation.arguments().get(2))
              .replace("-1", "torch.size(%s, %s)".formatted(input, operation.constant(1)));
      out.define(
          operation.output(),
          "torch.zeros(%s, dtype=%s.dtype, device=%s.device)".formatted(sizes, input, input));
    }

    @Override
    public void backward(Backward out, Operation operation, List<@Nullable String> gradients) {
      throw new IllegalStateException("zeros have no gradient");
    }
  }
}
