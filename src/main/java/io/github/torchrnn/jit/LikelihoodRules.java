package io.github.torchrnn.jit;

import java.util.Map;

/** The rows of losses of likelihoods, where nothing is broadcast and no target is trained. */
final class LikelihoodRules {

  private static final String DIFFERENCE = "torch.sub($0, $1)";

  private static final String VARIANCE = "torch.clamp($2, $4)";

  private LikelihoodRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("ctc_loss", new CtcRule());
    rules.put("ctc_loss_of", new CtcRule());
    rules.put(
        "kl_div",
        new FormulaRule(
            loss -> MarginLossRules.isPlain(loss, 2) && loss.value(0).rank() > 0,
            "self.kl_div($0, $1, $2, $3, $4)",
            LikelihoodRules::ofDivergence));
    rules.put(
        "poisson_nll_loss",
        new FormulaRule(
            loss -> MarginLossRules.isPlain(loss, 2),
            "self.poisson_nll_loss($0, $1, $2, $3, $4, $5)",
            (out, loss, g) ->
                MarginLossRules.each(
                        5,
                        loss.<Boolean>constant(2)
                            ? "torch.mul(torch.sub(torch.exp($0), $1), $g)"
                            : "torch.mul(torch.rsub(torch.div($1, torch.add($0, $4)), 1), $g)")
                    .of(out, loss, g)));
    rules.put(
        "gaussian_nll_loss",
        new FormulaRule(
            loss -> MarginLossRules.isPlain(loss, 3),
            "self.gaussian_nll_loss($0, $1, $2, $3, $4, $5)",
            MarginLossRules.each(
                5, "torch.mul(torch.div(%s, %s), $g)".formatted(DIFFERENCE, VARIANCE)),
            MarginLossRules.each(
                5, "torch.neg(torch.mul(torch.div(%s, %s), $g))".formatted(DIFFERENCE, VARIANCE)),
            MarginLossRules.each(
                5,
                ("torch.mul(torch.mul(torch.sub(torch.reciprocal(%2$s),"
                        + " torch.pow(torch.div(%1$s, %2$s), 2)), 0.5), $g)")
                    .formatted(DIFFERENCE, VARIANCE))));
  }

  /** -y g, where a target of logarithms is exp(y), and the mean of a batch divides by its size. */
  private static String ofDivergence(Emitter out, Operation loss, String gradient) {
    String target = loss.<Boolean>constant(3) ? "torch.exp($1)" : "$1";
    String divisor =
        loss.<Boolean>constant(4)
            ? "torch.size($0, 0)"
            : loss.constant(2).equals(1L) ? "torch.numel($0)" : "1";
    return TemplateRule.filled(
        "torch.neg(torch.mul(%s, torch.div($g, %s)))".formatted(target, divisor),
        out,
        loss,
        gradient);
  }
}
