package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.jit.FormulaRule.Gradient;
import java.util.Map;

/** The rows of losses of margins, where nothing is broadcast and no target is trained. */
final class MarginLossRules {

  /** Where {@code max(0, -y (x1 - x2) + margin)} has a slope. */
  private static final String RANKED_WRONG =
      "torch.ge(torch.add(torch.mul(torch.neg($2), torch.sub($0, $1)), $3), 0)";

  private MarginLossRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "margin_ranking_loss",
        new FormulaRule(
            loss -> isPlain(loss, 3),
            "self.margin_ranking_loss($0, $1, $2, $3, $4)",
            each(4, "torch.where(%s, torch.mul(torch.neg($2), $g), 0.)".formatted(RANKED_WRONG)),
            each(4, "torch.where(%s, torch.mul($2, $g), 0.)".formatted(RANKED_WRONG))));
    rules.put(
        "hinge_embedding_loss",
        new FormulaRule(
            loss -> isPlain(loss, 2),
            "self.hinge_embedding_loss($0, $1, $2, $3)",
            each(
                3,
                "torch.sub(torch.where(torch.ne($1, -1), $g, 0.),"
                    + " torch.where(torch.__and__(torch.ne($1, 1),"
                    + " torch.ge(torch.rsub($0, $2), 0)), $g, 0.))")));
    rules.put(
        "soft_margin_loss",
        new FormulaRule(
            loss -> isPlain(loss, 2),
            "torch.soft_margin_loss($0, $1, $2)",
            each(0, "torch.soft_margin_loss_backward($g, $0, $1, $2)")));
    rules.put(
        "multi_margin_loss",
        new FormulaRule(
            loss -> loss.value(0).shape().size() > 0 && !loss.records(4),
            "self.multi_margin_loss($0, $1, $2, $3, $4, $5)",
            each(0, "torch.multi_margin_loss_backward($g, $0, $1, $2, $3, $4, $5)")));
    rules.put(
        "multilabel_soft_margin_loss",
        new FormulaRule(
            loss -> isPlain(loss, 2) && !loss.records(2),
            "self.multilabel_soft_margin_loss($0, $1, $2, $3)",
            MarginLossRules::ofLabels));
  }

  /** Whether arrays of the first one's shape follow, of its type or of integers. */
  static boolean isPlain(Operation loss, int arrays) {
    Value x = loss.value(0);
    for (int i = 1; i < arrays; i++) {
      Value other = loss.value(i);
      DataType type = other.type();
      if (!other.shape().equals(x.shape()) || type != x.type() && type.isFloating()) {
        return false;
      }
    }
    return x.type().isFloating();
  }

  /**
   * A gradient in which {@code $g} is that of each number's loss.
   *
   * @param reduction the place of the reduction; 0 if the template knows it itself
   */
  static Gradient each(int reduction, String template) {
    return (out, loss, g) -> {
      boolean mean = reduction > 0 && loss.constant(reduction).equals(1L);
      String given =
          mean ? "torch.div(%s, torch.numel(%s))".formatted(g, out.name(loss.value(0))) : g;
      return TemplateRule.filled(template, out, loss, given);
    };
  }

  /** (sigmoid(x) - y) weight g / C, where the mean divides by the number of examples too. */
  private static String ofLabels(Emitter out, Operation loss, String gradient) {
    String given =
        switch (loss.<Long>constant(3).intValue()) {
          case 0 -> "torch.div(torch.unsqueeze($g, -1), torch.size($0, -1))";
          case 1 -> "torch.div($g, torch.numel($0))";
          default -> "torch.div($g, torch.size($0, -1))";
        };
    String d = "torch.mul(torch.sub(torch.sigmoid($0), $1), %s)".formatted(given);
    String weighted = loss.arguments().get(2) == null ? d : "torch.mul(%s, $2)".formatted(d);
    return TemplateRule.filled(weighted, out, loss, gradient);
  }
}
