package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of operations along axes: {@code sum(x, axes, keepdim)} and its like. */
final class ReductionRules {

  private ReductionRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "sum",
        FormulaRule.of(
            "torch.sum($0, $1, $2)", (out, op, g) -> expanded(out, op, spread(op, g, 1, 2))));
    rules.put(
        "mean",
        FormulaRule.of(
            "torch.mean($0, $1, $2)",
            (out, op, g) ->
                expanded(
                    out, op, "torch.div(%s, %s)".formatted(spread(op, g, 1, 2), count(out, op)))));
    rules.put("var", FormulaRule.of(deviation("var"), ReductionRules::ofVariance));
    rules.put(
        "std",
        FormulaRule.of(
            deviation("std"),
            (out, op, g) ->
                ofVariance(
                    out,
                    op,
                    TemplateRule.filled(
                        "torch.masked_fill(torch.div($g, torch.mul($y, 2)), torch.eq($y, 0), 0)",
                        out,
                        op,
                        g))));
    rules.put(
        "logsumexp",
        FormulaRule.of(
            "torch.logsumexp($0, $1, $2)",
            (out, op, g) ->
                "torch.mul(%s, torch.exp(torch.sub(%s, %s)))"
                    .formatted(
                        spread(op, g, 1, 2),
                        out.name(op.value(0)),
                        spread(op, out.name(op.output()), 1, 2))));
    rules.put(
        "cumsum",
        TemplateRule.of(
            "torch.cumsum($0, $1)", "torch.flip(torch.cumsum(torch.flip($g, [$1]), $1), [$1])"));
    rules.put("norm", ofNorm("norm"));
    rules.put("p_norm", ofNorm("linalg_vector_norm"));
    rules.put(
        "cumprod",
        TemplateRule.of("torch.cumprod($0, $1)", "torch.cumprod_backward($g, $0, $1, $y)"));
    rules.put("prod_all", TemplateRule.of("torch.prod($0)"));
    rules.put("prod_axis", TemplateRule.of("torch.prod($0, $1, $2)"));
    for (String name : List.of("max", "min", "median")) {
      rules.put(
          name + "_all",
          TemplateRule.of(
              "torch.%s($0)".formatted(name),
              "torch.mul(torch.eq($0, $y), torch.div($g, torch.sum(torch.eq($0, $y))))"));
    }
    for (String name : List.of("median", "mode")) {
      rules.put(name, new Selection("torch.%s($0, $1, $2)".formatted(name), "$1", "$2"));
    }
    for (String name : List.of("max", "min")) {
      rules.put(name, new Selection("torch.%s($0, $1, $2)".formatted(name), "$1", "$2"));
      rules.put(
          name + "_values", new Selection("torch.%s($0, $1, $2)".formatted(name), "$1", "$2"));
      rules.put("arg%s_all".formatted(name), TemplateRule.of("torch.arg%s($0)".formatted(name)));
      rules.put(
          "arg%s_axis".formatted(name), TemplateRule.of("torch.arg%s($0, $1)".formatted(name)));
    }
    rules.put("sort_values", new Selection("torch.sort($0, $1, False)", "$1", "True"));
    rules.put(
        "sort", new Selection("torch.sort($0, stable=$3, dim=$1, descending=$2)", "$1", "True"));
    rules.put("topk", new Selection("torch.topk($0, $1, $2, $3, $4)", "$2", "True"));
    rules.put("argsort_flipped", TemplateRule.of("torch.flip(torch.argsort($0, $1), [$1])"));
  }

  private static String deviation(String name) {
    return "torch.%s($0, $1, correction=$2, keepdim=$3)".formatted(name);
  }

  /** A result with its axes of size 1 where they were taken away. */
  private static String spread(Operation operation, String result, int axes, int keepdim) {
    List<Long> given = operation.constant(axes);
    int rank = operation.value(0).rank();
    if (given == null || given.isEmpty() || operation.<Boolean>constant(keepdim) || rank == 0) {
      return result;
    }
    String spread = result;
    for (int axis : ShapeRules.axes(given, rank).stream().sorted().toList()) {
      spread = "torch.unsqueeze(%s, %s)".formatted(spread, axis);
    }
    return spread;
  }

  private static String expanded(Emitter out, Operation operation, String gradient) {
    String x = out.name(operation.value(0));
    String expanded = "torch.expand(%s, torch.size(%s))".formatted(gradient, x);
    return operation.value(0).type() == operation.output().type()
        ? expanded
        : "torch.to(%s, %s.dtype)".formatted(expanded, x);
  }

  /** How many numbers make one of the result. */
  private static String count(Emitter out, Operation operation) {
    String x = out.name(operation.value(0));
    List<Long> axes = operation.constant(1);
    return axes == null || axes.isEmpty()
        ? "torch.numel(%s)".formatted(x)
        : axes.stream()
            .map(axis -> "torch.size(%s, %s)".formatted(x, axis))
            .collect(Collectors.joining(" * "));
  }

  private static String ofVariance(Emitter out, Operation operation, String gradient) {
    String x = out.name(operation.value(0));
    return "torch.mul(torch.div(torch.mul(%s, 2), %s - %s), torch.sub(%s, torch.mean(%s, %s, True)))"
        .formatted(
            spread(operation, gradient, 1, 3),
            count(out, operation),
            operation.constant(2),
            x,
            x,
            out.text(operation.constant(1)));
  }

  /** A p-norm, whose gradients are here for p = 1 and 2. */
  private static Rule ofNorm(String function) {
    return new FormulaRule(
        operation -> p(operation) == 1 || p(operation) == 2,
        "torch.%s($0, $1, $2, $3)".formatted(function),
        ReductionRules::ofNorm);
  }

  private static double p(Operation operation) {
    return ((Number) operation.constant(1)).doubleValue();
  }

  private static String ofNorm(Emitter out, Operation operation, String gradient) {
    if (p(operation) == 1) {
      String x = out.name(operation.value(0));
      return "torch.mul(%s, torch.sgn(%s))".formatted(spread(operation, gradient, 2, 3), x);
    }
    String norm = spread(operation, out.name(operation.output()), 2, 3);
    return "torch.masked_fill(torch.mul(%s, torch.div(%s, %s)), torch.eq(%s, 0), 0)"
        .formatted(spread(operation, gradient, 2, 3), out.name(operation.value(0)), norm, norm);
  }

  /**
   * An operation that takes some numbers, and tells their positions: both, or the numbers alone.
   *
   * @param axis the template of the axis
   * @param keepdim the template of whether the result has the axis
   */
  private record Selection(String call, String axis, String keepdim) implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      String values = out.declared(operation.outputs().get(0));
      String indices =
          operation.outputs().size() == 2
              ? out.declared(operation.outputs().get(1))
              : out.fresh("index");
      out.save(operation, "indices", indices);
      out.line(
          "%s, %s = %s"
              .formatted(values, indices, TemplateRule.filled(call, out, operation, null)));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      String arguments =
          "%s, %s, torch.size($0), %s".formatted(axis, out.saved(operation, "indices"), keepdim);
      back.add(
          operation.value(0),
          TemplateRule.filled(
              "torch.value_selecting_reduction_backward($g, " + arguments + ")",
              out,
              operation,
              gradients.get(0)));
    }
  }
}
