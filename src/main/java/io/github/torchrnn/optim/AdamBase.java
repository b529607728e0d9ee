package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.Map;

/** Base of {@link Adam} and {@link AdamW}, which differ in where the weight decay enters. */
abstract class AdamBase extends MomentsOptimizer {

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
  final OptimizerState.Layout layout() {
    Map<String, Object> others = unread();
    others.put(ParamGroup.FUSED, null);
    return new OptimizerState.Layout(true, others);
  }

  @Override
  final boolean keeps(String tensor, Map<String, Object> options) {
    return !tensor.equals(MAX_EXP_AVG_SQ) || OptionChecks.flag(options, "amsgrad");
  }

  /** The options of {@link Adam} and {@link AdamW}. */
  abstract static class Builder<B extends Builder<B>> extends MomentsOptimizer.Builder<B> {

    Builder(Collection<NDArray> params, double lr, double weightDecay, boolean decoupled) {
      super(params, lr, weightDecay);
      amsgrad(false).maximize(false);
      options.put("decoupled_weight_decay", decoupled);
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
