package io.github.torchrnn.jit;

import io.github.torchrnn.internal.PythonNumber;
import java.util.List;
import java.util.Map;

/** The rows of operations on each number by itself. */
final class ElementRules {

  private static final String SELU = "1.6732632423543772, 1.0507009873554805, 1";

  private ElementRules() {}

  static void addTo(Map<String, Rule> rules) {
    addFunctions(rules);
    addActivations(rules);
    for (String name : List.of("sign", "floor", "ceil", "round", "trunc")) {
      one(rules, name, "torch.zeros_like($g)");
    }
    for (String name : List.of("logical_not", "isnan", "isinf")) {
      rules.put(name, TemplateRule.of("torch.%s($0)".formatted(name)));
    }
    rules.put("bernoulli", TemplateRule.of("self.bernoulli($0, $1)", "torch.zeros_like($g)"));
    rules.put("all", TemplateRule.of("torch.all(torch.to($0, 11))"));
    rules.put("any", TemplateRule.of("torch.any(torch.to($0, 11))"));
    rules.put("zeros_like", TemplateRule.of("torch.zeros_like($0)"));
    rules.put("ones_like", TemplateRule.of("torch.ones_like($0)"));
    rules.put("full_like", TemplateRule.of("torch.full_like($0, $1)"));
  }

  private static void addFunctions(Map<String, Rule> rules) {
    one(rules, "neg", "torch.neg($g)");
    one(rules, "abs", "torch.mul($g, torch.sgn($0))");
    one(rules, "exp", "torch.mul($g, $y)");
    one(rules, "log", "torch.div($g, $0)");
    one(rules, "log2", "torch.div($g, torch.mul($0, 0.6931471805599453))");
    one(rules, "log10", "torch.div($g, torch.mul($0, 2.302585092994046))");
    one(rules, "sqrt", "torch.div($g, torch.mul($y, 2))");
    one(rules, "square", "torch.mul($g, torch.mul($0, 2))");
    one(rules, "sin", "torch.mul($g, torch.cos($0))");
    one(rules, "cos", "torch.mul($g, torch.neg(torch.sin($0)))");
    one(rules, "tan", "torch.mul($g, torch.add(torch.square($y), 1))");
    one(rules, "asin", "torch.mul($g, torch.rsqrt(torch.rsub(torch.square($0), 1)))");
    one(rules, "acos", "torch.neg(torch.mul($g, torch.rsqrt(torch.rsub(torch.square($0), 1))))");
    one(rules, "atan", "torch.div($g, torch.add(torch.square($0), 1))");
    one(rules, "sinh", "torch.mul($g, torch.cosh($0))");
    one(rules, "cosh", "torch.mul($g, torch.sinh($0))");
    one(
        rules,
        "erf",
        "torch.mul($g, torch.mul(torch.exp(torch.neg(torch.square($0))), 1.1283791670955126))");
    one(
        rules,
        "erfinv",
        "torch.mul($g, torch.mul(torch.exp(torch.square($y)), 0.886226925452758))");
    one(rules, "lgamma", "torch.mul($g, torch.digamma($0))");
  }

  private static void addActivations(Map<String, Rule> rules) {
    one(rules, "tanh", "torch.tanh_backward($g, $y)");
    one(rules, "sigmoid", "torch.sigmoid_backward($g, $y)");
    one(rules, "relu", "torch.threshold_backward($g, $y, 0)");
    one(rules, "silu", "torch.silu_backward($g, $0)");
    rules.put(
        "logsigmoid",
        TemplateRule.of("torch.log_sigmoid($0)", "torch.mul($g, torch.sigmoid(torch.neg($0)))"));
    one(rules, "mish", "torch.mish_backward($g, $0)");
    one(rules, "hardsigmoid", "torch.hardsigmoid_backward($g, $0)");
    one(rules, "hardswish", "torch.hardswish_backward($g, $0)");
    rules.put(
        "threshold",
        TemplateRule.of("torch.threshold($0, $1, $2)", "torch.threshold_backward($g, $0, $1)"));
    rules.put("glu", TemplateRule.of("torch.glu($0, $1)", "torch.glu_backward($g, $0, $1)"));
    rules.put(
        "softsign",
        TemplateRule.of(
            "torch.div($0, torch.add(torch.abs($0), 1))",
            "torch.div($g, torch.square(torch.add(torch.abs($0), 1)))"));
    // DJL's are LibTorch's own; those of Functional are kernels, as LibTorch's are far off near 0.
    String selu = "torch.elu_backward($g, " + SELU + ", False, $0)";
    rules.put("selu", TemplateRule.of("self.selu($0)", selu));
    rules.put("selu_of_libtorch", TemplateRule.of("torch.selu($0)", selu));
    String elu = "torch.elu_backward($g, $1, 1, 1, False, $0)";
    rules.put("elu", TemplateRule.of("self.elu($0, $1)", elu));
    rules.put("elu_of_libtorch", TemplateRule.of("torch.elu($0, $1)", elu));
    rules.put(
        "celu",
        FormulaRule.of(
            "self.celu($0, $1)",
            (out, op, g) ->
                TemplateRule.filled(
                    "torch.elu_backward($g, $1, 1, %s, False, $0)".formatted(inFloat32(op)),
                    out,
                    op,
                    g)));
    rules.put(
        "leaky_relu",
        TemplateRule.of(
            "torch.leaky_relu($0, $1)", "torch.leaky_relu_backward($g, $0, $1, False)"));
    rules.put(
        "gelu",
        TemplateRule.of(
            "torch.gelu($0, approximate=$1)", "torch.gelu_backward($g, $0, approximate=$1)"));
    rules.put(
        "softplus",
        TemplateRule.of("torch.softplus($0, $1, $2)", "torch.softplus_backward($g, $0, $1, $2)"));
    rules.put(
        "hardtanh",
        TemplateRule.of("torch.hardtanh($0, $1, $2)", "torch.hardtanh_backward($g, $0, $1, $2)"));
    rules.put("rsub", TemplateRule.of("torch.rsub($0, $1)", "torch.neg($g)"));
    rules.put(
        "rdiv",
        TemplateRule.of(
            "torch.mul(torch.reciprocal($0), $1)", "torch.neg(torch.div(torch.mul($g, $y), $0))"));
    rules.put("clamp", new ClampRule());
  }

  /** The reciprocal of an alpha, which LibTorch's gradient rounds to float32. */
  private static String inFloat32(Operation celu) {
    return PythonNumber.script(1.0 / celu.<Number>constant(1).floatValue());
  }

  private static void one(Map<String, Rule> rules, String name, String gradient) {
    rules.put(name, TemplateRule.of("torch.%s($0)".formatted(name), gradient));
  }
}
