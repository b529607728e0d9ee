package io.github.torchrnn.jit;

import java.util.Map;

/** The rows of the kernels of layers.py that are not of each number by itself. */
final class LayerRules {

  private LayerRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "prelu", FormulaRule.of("torch.prelu($0, $1)", LayerRules::belowZero, LayerRules::slopes));
    rules.put(
        "bilinear",
        FormulaRule.of(
            "torch.bilinear($0, $1, $2, $3)",
            LayerRules::first,
            LayerRules::second,
            LayerRules::matrices,
            (out, op, g) -> "torch.sum(%s, [0])".formatted(rows(out, op, g))));
    rules.put(
        "unflatten",
        TemplateRule.of("torch.unflatten($0, $1, $2)", "torch.reshape($g, torch.size($0))"));
    rules.put(
        "gumbel_scores", TemplateRule.of("torch.div(torch.add($0, $1), $2)", "torch.div($g, $2)"));
    rules.put("one_hot_max", TemplateRule.of("self.one_hot_max($0, $1)", "$g"));
    addUpsampling(rules);
  }

  private static void addUpsampling(Map<String, Rule> rules) {
    rules.put(
        "upsample_nearest1d",
        TemplateRule.of(
            "self.upsample_nearest1d($0, $1, $2)",
            "torch.upsample_nearest1d_backward($g, [torch.size($g, 2)], torch.size($0), $2)"));
    rules.put(
        "upsample_linear1d",
        TemplateRule.of(
            "self.upsample_linear1d($0, $1, $2, $3)",
            "torch.upsample_linear1d_backward($g, [torch.size($g, 2)], torch.size($0), $2, $3)"));
    String sizes = "$g, [torch.size($g, 2), torch.size($g, 3)], torch.size($0)";
    rules.put(
        "upsample_nearest2d",
        TemplateRule.of(
            "self.upsample_nearest2d($0, $1, $2, $3)",
            "torch.upsample_nearest2d_backward(%s, $2, $3)".formatted(sizes)));
    rules.put(
        "upsample_bilinear2d",
        TemplateRule.of(
            "self.upsample_bilinear2d($0, $1, $2, $3, $4)",
            "torch.upsample_bilinear2d_backward(%s, $2, $3, $4)".formatted(sizes)));
  }

  private static String belowZero(Emitter out, Operation operation, String gradient) {
    return "torch.where(torch.gt(%s, 0), %s, torch.mul(%s, %s))"
        .formatted(out.name(operation.value(0)), gradient, gradient, wideSlopes(out, operation));
  }

  private static String slopes(Emitter out, Operation operation, String gradient) {
    String x = out.name(operation.value(0));
    return "torch.reshape(torch.sum_to_size(torch.where(torch.gt(%s, 0), 0., torch.mul(%s, %s)), torch.size(%s)), torch.size(%s))"
        .formatted(x, gradient, x, wideSlopes(out, operation), out.name(operation.value(1)));
  }

  /** The slopes, one number or one a channel, with the input's axes. */
  private static String wideSlopes(Emitter out, Operation operation) {
    int rank = operation.value(0).rank();
    String sizes =
        switch (rank) {
          case 0 -> "";
          case 1 -> "-1";
          default -> "1, -1" + ", 1".repeat(rank - 2);
        };
    return out.shared(
        "w", "torch.reshape(%s, [%s])".formatted(out.name(operation.value(1)), sizes));
  }

  private static String first(Emitter out, Operation operation, String gradient) {
    return "torch.reshape(torch.bmm(%s, torch.unsqueeze(%s, 2)), torch.size(%s))"
        .formatted(
            products(out, operation, gradient),
            rows(out, operation, out.name(operation.value(1))),
            out.name(operation.value(0)));
  }

  private static String second(Emitter out, Operation operation, String gradient) {
    return "torch.reshape(torch.bmm(torch.unsqueeze(%s, 1), %s), torch.size(%s))"
        .formatted(
            rows(out, operation, out.name(operation.value(0))),
            products(out, operation, gradient),
            out.name(operation.value(1)));
  }

  /** The matrices of a bilinear map, each example's times its gradients. */
  private static String products(Emitter out, Operation operation, String gradient) {
    String weight = out.name(operation.value(2));
    return out.shared(
        "p",
        "torch.reshape(torch.mm(%s, torch.flatten(%s, 1, -1)), [-1, torch.size(%s, 1), torch.size(%s, 2)])"
            .formatted(rows(out, operation, gradient), weight, weight, weight));
  }

  private static String matrices(Emitter out, Operation operation, String gradient) {
    String outer =
        "torch.mul(torch.unsqueeze(%s, 2), torch.unsqueeze(%s, 1))"
            .formatted(
                rows(out, operation, out.name(operation.value(0))),
                rows(out, operation, out.name(operation.value(1))));
    return "torch.reshape(torch.mm(torch.t(%s), torch.flatten(%s, 1, -1)), torch.size(%s))"
        .formatted(rows(out, operation, gradient), outer, out.name(operation.value(2)));
  }

  private static String rows(Emitter out, Operation operation, String variable) {
    return LinearRules.rows(out, operation.value(0).rank(), variable);
  }
}
