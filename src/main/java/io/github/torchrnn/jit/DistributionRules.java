package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of distributions, whose operations are the kernels of elements.py. */
final class DistributionRules {

  /** Where numbers were within the bounds that they were cut to. */
  private static final String WITHIN = "torch.__and__(torch.ge($0, $1), torch.le($0, 1 - $1))";

  private static final String CUT = "torch.clamp($0, $1, 1 - $1)";

  private DistributionRules() {}

  static void addTo(Map<String, Rule> rules) {
    addProbabilities(rules);
    rules.put(
        "categorical_log_prob",
        FormulaRule.of(
            "self.categorical_log_prob($0, $1)",
            (out, op, g) -> {
              String both =
                  out.assign(
                      "both",
                      TemplateRule.filled(
                          "torch.broadcast_tensors([torch.unsqueeze(torch.to($1, 4), -1), $0])",
                          out,
                          op,
                          g));
              return TemplateRule.filled(
                  "torch.sum_to_size(torch.gather_backward(torch.unsqueeze($g, -1), %s[1], -1,"
                          .formatted(both)
                      + " torch.narrow(%s[0], -1, 0, 1), False), torch.size($0))".formatted(both),
                  out,
                  op,
                  g);
            }));
    rules.put(
        "categorical_entropy",
        TemplateRule.of(
            "self.categorical_entropy($0, $1, $2)",
            "torch.neg(torch.where(torch.ge($0, $2), torch.mul(torch.unsqueeze($g, -1), $1), 0.))",
            "torch.neg(torch.mul(torch.unsqueeze($g, -1), torch.clamp($0, $2)))"));
    rules.put(
        "bernoulli_log_prob",
        TemplateRule.broadcasting(
            "self.bernoulli_log_prob($0, $1)",
            "torch.mul($g, torch.sub($1, torch.sigmoid($0)))",
            "torch.mul($g, $0)"));
    rules.put(
        "bernoulli_entropy",
        TemplateRule.of(
            "self.bernoulli_entropy($0, $1)",
            "torch.mul($g, torch.sub(torch.sigmoid($0), $1))",
            "torch.neg(torch.mul($g, $0))"));
    String distance = "torch.div(torch.sub($2, $0), torch.square($1))";
    rules.put(
        "normal_log_prob",
        TemplateRule.broadcasting(
            "self.normal_log_prob($0, $1, $2)",
            "torch.mul($g, %s)".formatted(distance),
            "torch.mul($g, torch.sub(torch.div(torch.square(torch.sub($2, $0)), torch.pow($1, 3)),"
                + " torch.reciprocal($1)))",
            "torch.neg(torch.mul($g, %s))".formatted(distance)));
    rules.put("normal_entropy", TemplateRule.of("self.normal_entropy($0)", "torch.div($g, $0)"));
    rules.put("normal_rsample", new NormalSample());
  }

  private static void addProbabilities(Map<String, Rule> rules) {
    rules.put(
        "normalized_probs",
        TemplateRule.of(
            "self.normalized_probs($0)",
            "torch.div(torch.sub($g, torch.sum(torch.mul($g, $y), [-1], True)),"
                + " torch.sum($0, [-1], True))"));
    rules.put(
        "normalized_logits",
        TemplateRule.of(
            "self.normalized_logits($0)",
            "torch.sub($g, torch.mul(torch.exp($y), torch.sum($g, [-1], True)))"));
    rules.put(
        "probs_of_log_probs",
        TemplateRule.of(
            "torch.softmax($0, -1)", "torch._softmax_backward_data($g, $y, -1, $0.dtype)"));
    rules.put(
        "probs_of_log_odds",
        TemplateRule.of("torch.sigmoid($0)", "torch.sigmoid_backward($g, $y)"));
    rules.put(
        "log_probs",
        TemplateRule.of(
            "self.log_probs($0, $1)",
            "torch.where(%s, torch.div($g, %s), 0.)".formatted(WITHIN, CUT)));
    rules.put(
        "log_odds",
        TemplateRule.of(
            "self.log_odds($0, $1)",
            "torch.where(%s, torch.div($g, torch.mul(%s, torch.rsub(%s, 1))), 0.)"
                .formatted(WITHIN, CUT, CUT)));
  }

  /** {@code normal_rsample(loc, scale, sizes)}: loc + drawn * scale. */
  private static final class NormalSample implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      String loc = out.name(operation.value(0));
      String drawn =
          out.assign(
              "drawn",
              "torch.randn(%s, dtype=%s.dtype, device=%s.device)"
                  .formatted(out.text(operation.arguments().get(2)), loc, loc));
      out.save(operation, "drawn", drawn);
      out.define(
          operation.output(),
          "torch.add(%s, torch.mul(%s, %s))".formatted(loc, drawn, out.name(operation.value(1))));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      String g = gradients.get(0);
      back.add(operation.value(0), summed(g, out, operation.value(0)));
      back.add(
          operation.value(1),
          summed(
              "torch.mul(%s, %s)".formatted(g, out.saved(operation, "drawn")),
              out,
              operation.value(1)));
    }

    private static String summed(String gradient, Emitter out, Value value) {
      return "torch.sum_to_size(%s, torch.size(%s))".formatted(gradient, out.name(value));
    }
  }
}
