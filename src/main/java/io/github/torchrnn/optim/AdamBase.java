package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Base of {@link Adam} and {@link AdamW}, which differ in where the weight decay enters. */
abstract class AdamBase extends Optimizer {

  private static final String MAX_EXP_AVG_SQ = "max_exp_avg_sq";

  private static final StepKernel KERNEL =
      StepKernel.of(
          "adam",
          "exp_avg: List[Tensor]",
          "exp_avg_sq: List[Tensor]",
          MAX_EXP_AVG_SQ + ": List[Tensor]",
          ParamGroup.UNIFORM + ": bool",
          ParamGroup.FUSED + ": bool",
          ParamGroup.LR_TYPE + ": int",
          "lr: float",
          "beta1: float",
          "beta2: float",
          "eps: float",
          "weight_decay: float",
          "amsgrad: bool",
          "maximize: bool",
          "decoupled_weight_decay: bool");

  AdamBase(Builder<?> builder) {
    super(builder);
  }

  @Override
  final StepKernel kernel() {
    return KERNEL;
  }

  @Override
  final Object argument(String name, Map<String, Object> options) {
    return switch (name) {
      case "beta1" -> OptionChecks.number(options, "betas", 0);
      case "beta2" -> OptionChecks.number(options, "betas", 1);
      default -> super.argument(name, options);
    };
  }

  @Override
  final void check(Map<String, Object> options) {
    double beta1 = OptionChecks.number(options, "betas", 0);
    double beta2 = OptionChecks.number(options, "betas", 1);
    double weightDecay = OptionChecks.number(options, "weight_decay");
    OptionChecks.requireNotNegative("learning rate", OptionChecks.number(options, "lr"));
    OptionChecks.requireNotNegative("epsilon value", OptionChecks.number(options, "eps"));
    OptionChecks.require(0 <= beta1 && beta1 < 1, "beta parameter at index 0", beta1);
    OptionChecks.require(0 <= beta2 && beta2 < 1, "beta parameter at index 1", beta2);
    OptionChecks.requireNotNegative("weight_decay value", weightDecay);
  }

  @Override
  final OptimizerState.Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("foreach", null);
    others.put("capturable", false);
    others.put("differentiable", false);
    others.put(ParamGroup.FUSED, null);
    return new OptimizerState.Layout(true, others);
  }

  @Override
  final boolean keeps(String tensor, Map<String, Object> options) {
    return !tensor.equals(MAX_EXP_AVG_SQ) || OptionChecks.flag(options, "amsgrad");
  }

  /** The options of {@link Adam} and {@link AdamW}. */
  abstract static class Builder<B extends Builder<B>> extends PenaltyBuilder<B> {

    Builder(Collection<NDArray> params, double lr, double weightDecay, boolean decoupled) {
      super(params, lr);
      betas(0.9, 0.999).eps(1e-8).weightDecay(weightDecay).amsgrad(false).maximize(false);
      options.put("decoupled_weight_decay", decoupled);
    }

    /** Decay rates of the running means of the gradient and of its square; 0.9 and 0.999. */
    public B betas(double beta1, double beta2) {
      options.put("betas", List.of(beta1, beta2));
      return self();
    }

    /** Added to the denominator, after the bias correction; 1e-8 by default. */
    public B eps(double eps) {
      options.put("eps", eps);
      return self();
    }

    /** The AMSGrad variant: divides by the largest mean of the square so far; false by default. */
    public B amsgrad(boolean amsgrad) {
      options.put("amsgrad", amsgrad);
      return self();
    }

    /**
     * Steps all parameters by one kernel, as torch does with {@code fused=True}: faster, and with
     * other last bits; false by default.
     */
    public B fused(boolean fused) {
      if (fused) {
        others.put(ParamGroup.FUSED, true);
      } else {
        others.remove(ParamGroup.FUSED);
      }
      return self();
    }
  }
}
