package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of losses that compare two arrays, number by number. */
final class PairLossRules {

  private PairLossRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("mse_loss", new PairLoss("torch.mse_loss_backward(%s, %s, %s, $2)"));
    rules.put("smooth_l1_loss", new PairLoss("torch.smooth_l1_loss_backward(%s, %s, %s, $2, $3)"));
    rules.put("huber_loss", new PairLoss("torch.huber_loss_backward(%s, %s, %s, $2, $3)"));
    rules.put(
        "l1_loss",
        new PairLoss("torch.mul(%s, torch.sgn(torch.sub(%s, %s)))") {
          @Override
          String divided(Emitter out, Operation operation, String gradient, String x) {
            return operation.constant(2).equals(1L)
                ? "torch.div(%s, torch.numel(%s))".formatted(gradient, x)
                : gradient;
          }
        });
    rules.put(
        "binary_cross_entropy",
        new FormulaRule(
            loss -> !loss.records(1) && !loss.records(2),
            "torch.binary_cross_entropy($0, $1, $2, $3)",
            (out, loss, g) ->
                TemplateRule.filled(
                    "torch.binary_cross_entropy_backward($g, $0, $1, $2, $3)", out, loss, g)));
    rules.put(
        "binary_cross_entropy_with_logits",
        new FormulaRule(
            PairLossRules::isPlain,
            "torch.binary_cross_entropy_with_logits($0, $1, $2, $3, $4)",
            PairLossRules::ofLogits));
  }

  private static boolean isPlain(Operation loss) {
    return loss.value(0).shape().equals(loss.value(1).shape())
        && loss.value(0).type() == loss.value(1).type()
        && !loss.records(1)
        && !loss.records(2)
        && !loss.records(3);
  }

  /**
   * (sigmoid(x) - t) g, where a weight of positives p makes it ((p t + 1 - t) sigmoid(x) - p t) g.
   */
  private static String ofLogits(Emitter out, Operation loss, String gradient) {
    String d =
        loss.arguments().get(3) == null
            ? "torch.sub(torch.sigmoid($0), $1)"
            : "torch.sub(torch.mul(torch.add(torch.mul(torch.sub($3, 1), $1), 1),"
                + " torch.sigmoid($0)), torch.mul($3, $1))";
    String weighted = loss.arguments().get(2) == null ? d : "torch.mul(%s, $2)".formatted(d);
    String divided = loss.constant(4).equals(1L) ? "torch.div($g, torch.numel($0))" : "$g";
    return TemplateRule.filled(
        "torch.mul(%s, %s)".formatted(weighted, divided), out, loss, gradient);
  }

  /** A loss of two arrays that broadcast, and whose types are made one. */
  private static class PairLoss implements Rule {
    private final String gradient;

    /** A loss with the gradient of the first; that of the second is its opposite. */
    PairLoss(String gradient) {
      this.gradient = gradient;
    }

    @Override
    public void forward(Emitter out, Operation operation) {
      out.define(
          operation.output(),
          "self.%s(%s)".formatted(operation.name(), out.texts(operation.arguments())));
    }

    /** The gradient of the loss as that of each number. */
    String divided(Emitter out, Operation operation, String gradient, String x) {
      return gradient;
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      Value x = operation.value(0);
      Value target = operation.value(1);
      boolean same = x.shape().equals(target.shape()) && x.type() == target.type();
      String a = out.name(x);
      String b = out.name(target);
      if (!same) {
        String both = out.assign("both", "torch.broadcast_tensors([%s, %s])".formatted(a, b));
        String dtype = out.assign("dtype", "torch.result_type(%s, %s)".formatted(a, b));
        a = out.assign("wide", "torch.to(%s[0], %s)".formatted(both, dtype));
        b = out.assign("wide", "torch.to(%s[1], %s)".formatted(both, dtype));
      }
      String d =
          out.assign(
              "d",
              TemplateRule.filled(
                  gradient.formatted(divided(out, operation, gradients.get(0), a), a, b),
                  out,
                  operation,
                  null));
      add(back, x, d, same);
      add(back, target, "torch.neg(%s)".formatted(d), same);
    }

    private static void add(Backward back, Value value, String gradient, boolean same) {
      String name = back.wants(value) ? back.out().name(value) : "";
      back.add(
          value,
          same
              ? gradient
              : "torch.to(torch.sum_to_size(%s, torch.size(%s)), %s.dtype)"
                  .formatted(gradient, name, name));
    }
  }
}
