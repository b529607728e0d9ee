package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of softmax, normalization, of inputs and of weights, and dropout. */
final class NormRules {

  private NormRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put(
        "softmax",
        TemplateRule.of(
            "torch.softmax($0, $1)", "torch._softmax_backward_data($g, $y, $1, $0.dtype)"));
    rules.put(
        "log_softmax",
        TemplateRule.of(
            "torch.log_softmax($0, $1)", "torch._log_softmax_backward_data($g, $y, $1, $0.dtype)"));
    String norm = "torch.norm_except_dim($0, 2, $2)";
    String along = "torch.sum_to_size(torch.mul($g, $0), torch.size($1))";
    rules.put(
        "weight_norm",
        TemplateRule.of(
            "torch._weight_norm($0, $1, $2)",
            "torch.mul(torch.sub($g, torch.mul($0, torch.div(%2$s, torch.square(%1$s)))), torch.div($1, %1$s))"
                .formatted(norm, along),
            "torch.div(%2$s, %1$s)".formatted(norm, along)));
    rules.put("layer_norm", new LayerNorm());
    rules.put("dropout", new Dropout(false));
    rules.put("feature_dropout", new Dropout(true));
  }

  /** {@code layer_norm(x, normalized_shape, weight, bias, eps)}. */
  private static final class LayerNorm implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      String arguments = out.texts(operation.arguments());
      if (!out.records(operation)) {
        out.define(operation.output(), "torch.layer_norm(%s)".formatted(arguments));
        return;
      }
      String mean = out.fresh("mean");
      String rstd = out.fresh("rstd");
      out.save(operation, "mean", mean);
      out.save(operation, "rstd", rstd);
      out.line(
          "%s, %s, %s = torch.native_layer_norm(%s)"
              .formatted(out.declared(operation.output()), mean, rstd, arguments));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      List<Integer> places = List.of(0, 2, 3);
      String x = out.fresh("d");
      String weight = out.fresh("d");
      String bias = out.fresh("d");
      List<Boolean> wanted = places.stream().map(operation::records).toList();
      out.line(
          "%s, %s, %s = torch.native_layer_norm_backward(%s, %s, %s, %s, %s, %s, %s)"
              .formatted(
                  x,
                  weight,
                  bias,
                  gradients.get(0),
                  out.texts(operation.arguments().subList(0, 2)),
                  out.saved(operation, "mean"),
                  out.saved(operation, "rstd"),
                  out.text(operation.arguments().get(2)),
                  out.text(operation.arguments().get(3)),
                  out.text(wanted)));
      List<String> found = List.of(x, weight, bias);
      for (int i = 0; i < 3; i++) {
        if (wanted.get(i)) {
          back.add(operation.value(places.get(i)), found.get(i));
        }
      }
    }
  }

  /**
   * {@code dropout(x, p, train)}, with the mask that LibTorch draws on a CPU.
   *
   * @param ofFeatures whether whole features are dropped: all positions of an index of two axes
   */
  private record Dropout(boolean ofFeatures) implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      if (!out.records(operation) || !draws(operation) || !hasBackward(operation)) {
        out.define(
            operation.output(),
            "torch.%s(%s)".formatted(operation.name(), out.texts(operation.arguments())));
        return;
      }
      String x = out.name(operation.value(0));
      double p = operation.<Double>constant(1);
      String mask =
          ofFeatures && p < 1
              ? DropoutMask.ofFeatures(x, operation.value(0).rank(), p)
              : DropoutMask.of(x, p);
      mask = out.assign("mask", mask);
      out.save(operation, "mask", mask);
      out.define(operation.output(), "torch.mul(%s, %s)".formatted(x, mask));
    }

    private static boolean draws(Operation operation) {
      return operation.<Boolean>constant(2) && operation.<Double>constant(1) > 0;
    }

    @Override
    public boolean hasBackward(Operation operation) {
      Value x = operation.value(0);
      return !draws(operation) || !x.device().isGpu() && (!ofFeatures || x.rank() >= 2);
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      back.add(
          operation.value(0),
          draws(operation)
              ? "torch.mul(%s, %s)".formatted(gradients.get(0), back.out().saved(operation, "mask"))
              : gradients.get(0));
    }
  }
}
