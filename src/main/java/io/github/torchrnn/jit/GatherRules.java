package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import java.util.Map;

/** The rows of operations that take, or replace, numbers at positions that an array says. */
final class GatherRules {

  private GatherRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "gather",
        FormulaRule.of(
            "self.gather($0, $1, $2)",
            (out, op, g) ->
                TemplateRule.filled(
                    "torch.gather_backward($g, $0, $1, %s, False)".formatted(index(out, op, 2)),
                    out,
                    op,
                    g)));
    rules.put(
        "gather_any",
        FormulaRule.of(
            "torch.gather($0, $1, torch.to($2, 4))",
            (out, op, g) ->
                TemplateRule.filled(
                    "torch.gather_backward($g, $0, $1, torch.to($2, 4), False)", out, op, g)));
    rules.put(
        "index_select",
        TemplateRule.of(
            "torch.index_select($0, $1, $2)",
            "torch.index_select_backward($g, torch.size($0), $1, $2)"));
    rules.put(
        "repeat_interleave",
        FormulaRule.of("torch.repeat_interleave($0, $1, $2)", GatherRules::ofRepeats));
    rules.put(
        "take",
        TemplateRule.of(
            "torch.take($0, torch.to($1, 4))",
            "torch.put(torch.zeros_like($0), torch.to($1, 4), $g, True)"));
    rules.put(
        "scatter",
        FormulaRule.of(
            "self.scatter($0, $1, $2, $3)",
            (out, op, g) -> scattered(out, op, g),
            null,
            null,
            (out, op, g) ->
                TemplateRule.filled(
                    "torch.gather($g, $1, %s)".formatted(index(out, op, 2)), out, op, g)));
    rules.put(
        "scatter_value",
        FormulaRule.of(
            "self.scatter_value($0, $1, $2, $3)", (out, op, g) -> scattered(out, op, g)));
    rules.put(
        "embedding",
        TemplateRule.of(
            "torch.embedding($0, $1, $2, $3)",
            "torch.embedding_dense_backward($g, $1, torch.size($0, 0), $2, $3)"));
  }

  /** The sums of the gradients of each number's copies, which lie beside one another. */
  private static String ofRepeats(Emitter out, Operation operation, String gradient) {
    Long axis = operation.constant(2);
    if (axis == null) {
      return TemplateRule.filled(
          "torch.reshape(torch.sum(torch.reshape($g, [-1, $1]), [1]), torch.size($0))",
          out,
          operation,
          gradient);
    }
    long copies = axis < 0 ? axis : axis + 1;
    return TemplateRule.filled(
        "torch.sum(torch.unflatten($g, $2, [-1, $1]), [%s])".formatted(copies),
        out,
        operation,
        gradient);
  }

  private static String scattered(Emitter out, Operation operation, String gradient) {
    return TemplateRule.filled(
        "torch.scatter($g, $1, %s, 0)".formatted(index(out, operation, 2)),
        out,
        operation,
        gradient);
  }

  /** Positions as the kernels widen them. */
  private static String index(Emitter out, Operation operation, int argument) {
    Value index = operation.value(argument);
    return index.type() == DataType.INT32
        ? "torch.to(%s, 4)".formatted(out.name(index))
        : out.name(index);
  }
}
