package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link Adam} and {@link AdamW} share: all but where the weight decay enters. */
abstract class AdamBase extends Optimizer {

  private static final String MAX = "max_exp_avg_sq";

  private static final List<String> KERNEL_OPTIONS =
      List.of(
          ParamGroup.ALIKE,
          ParamGroup.FUSED,
          ParamGroup.LR_TYPE,
          "lr",
          "beta1",
          "beta2",
          "eps",
          "weight_decay",
          "amsgrad",
          "maximize",
          "decoupled_weight_decay");

  AdamBase(Builder<?> builder) {
    super(builder);
    for (ParamGroup group : paramGroups()) {
      group.addZeros("exp_avg");
      group.addZeros("exp_avg_sq");
      group.addZeros(MAX);
      if (builder.fused) {
        group.others().put(ParamGroup.FUSED, true);
      }
    }
  }

  @Override
  final String kernel() {
    return "adam";
  }

  @Override
  final List<String> kernelOptions() {
    return KERNEL_OPTIONS;
  }

  @Override
  final Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("foreach", null);
    others.put("capturable", false);
    others.put("differentiable", false);
    others.put(ParamGroup.FUSED, null);
    return new Layout(true, List.of("exp_avg", "exp_avg_sq", MAX), others);
  }

  @Override
  final boolean keeps(String tensor, Map<String, Object> options) {
    return !tensor.equals(MAX) || Options.flag(options, "amsgrad");
  }

  /** The options of {@link Adam} and {@link AdamW}. */
  abstract static class Builder<B extends Builder<B>> extends Optimizer.Builder<B> {

    private boolean fused;

    Builder(Collection<NDArray> params, double lr, double weightDecay, boolean decoupled) {
      super(params, lr);
      betas(0.9, 0.999).eps(1e-8).weightDecay(weightDecay).amsgrad(false).maximize(false);
      options.put("decoupled_weight_decay", decoupled);
    }

    /** The learning rate; 1e-3 by default. */
    public B lr(double lr) {
      options.put("lr", lr);
      return self();
    }

    /** How much of the running means of the gradient and its square is kept; 0.9 and 0.999. */
    public B betas(double beta1, double beta2) {
      options.put("beta1", beta1);
      options.put("beta2", beta2);
      return self();
    }

    /** What is added to the denominator, after the bias correction; 1e-8 by default. */
    public B eps(double eps) {
      options.put("eps", eps);
      return self();
    }

    /** The factor of the weight decay; 0 by default in Adam, 0.01 in AdamW. */
    public B weightDecay(double weightDecay) {
      options.put("weight_decay", weightDecay);
      return self();
    }

    /** Whether the largest of all running means of the square counts; false by default. */
    public B amsgrad(boolean amsgrad) {
      options.put("amsgrad", amsgrad);
      return self();
    }

    /** Whether the loss is to grow; false by default. */
    public B maximize(boolean maximize) {
      options.put("maximize", maximize);
      return self();
    }

    /**
     * Whether one kernel steps all parameters, as with torch's {@code fused=True}: in less time,
     * and with other last bits; false by default.
     */
    public B fused(boolean fused) {
      this.fused = fused;
      return self();
    }

    @Override
    final void check(Map<String, Object> options) {
      double beta1 = Options.number(options, "beta1");
      double beta2 = Options.number(options, "beta2");
      Options.requireNotNegative("learning rate", Options.number(options, "lr"));
      Options.requireNotNegative("epsilon value", Options.number(options, "eps"));
      Options.require(0 <= beta1 && beta1 < 1, "beta parameter at index 0", beta1);
      Options.require(0 <= beta2 && beta2 < 1, "beta parameter at index 1", beta2);
      Options.requireNotNegative("weight_decay value", Options.number(options, "weight_decay"));
    }
  }
}
