package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Base of the optimizers that keep running means of a gradient and of its size: Adam's family. */
abstract class MomentsOptimizer extends Optimizer {

  MomentsOptimizer(Builder<?> builder) {
    super(builder);
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
  void check(Map<String, Object> options) {
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
  OptimizerState.Layout layout() {
    return new OptimizerState.Layout(true, unread());
  }

  /** The options that torch stores for all of them and no step here reads. */
  static Map<String, Object> unread() {
    Map<String, Object> unread = new LinkedHashMap<>();
    unread.put("foreach", null);
    unread.put("capturable", false);
    unread.put("differentiable", false);
    return unread;
  }

  /** The options of the family. */
  abstract static class Builder<B extends Builder<B>> extends PenaltyBuilder<B> {

    Builder(Collection<NDArray> params, double lr, double weightDecay) {
      super(params, lr);
      betas(0.9, 0.999).eps(1e-8).weightDecay(weightDecay);
    }

    /** Decay rates of the running means of the gradient and of its size; 0.9 and 0.999. */
    public B betas(double beta1, double beta2) {
      options.put("betas", List.of(beta1, beta2));
      return self();
    }

    /** Added to the denominator; 1e-8 by default. */
    public B eps(double eps) {
      options.put("eps", eps);
      return self();
    }
  }
}
