package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Adam with Nesterov's momentum: {@index torch.optim.NAdam}. For each parameter p with gradient g,
 * at its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p                      (p = p - lr * weight_decay * p if decoupled)
 * u(t) = beta1 * (1 - 0.96^(t * momentum_decay) / 2)
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g * g
 * d = sqrt(v / (1 - beta2^t)) + eps
 * p = p - lr * (1 - u(t)) / (1 - u(1) * ... * u(t)) * g / d
 *       - lr * u(t + 1) / (1 - u(1) * ... * u(t + 1)) * m / d
 * }</pre>
 */
public final class NAdam extends MomentsOptimizer {

  private static final double LR = 2e-3;
  private static final String MU_PRODUCT = "mu_product";

  private static final StepKernel KERNEL =
      StepKernel.of(
          "nadam",
          MU_PRODUCT + ": List[Tensor]",
          "exp_avg: List[Tensor]",
          "exp_avg_sq: List[Tensor]",
          "lr: float",
          "beta1: float",
          "beta2: float",
          "eps: float",
          "weight_decay: float",
          "momentum_decay: float",
          "decoupled_weight_decay: bool",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 2e-3: {@code torch.optim.NAdam(params)}. */
  public NAdam(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.NAdam(params, lr)}. */
  public NAdam(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private NAdam(Builder builder) {
    super(builder);
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params) {
    return new Builder(params);
  }

  @Override
  StepKernel kernel() {
    return KERNEL;
  }

  @Override
  void check(Map<String, Object> options) {
    super.check(options);
    OptionChecks.requireNotNegative(
        "momentum_decay value", OptionChecks.number(options, "momentum_decay"));
  }

  @Override
  OptimizerState.Layout layout() {
    return new OptimizerState.Layout(true, Set.of(MU_PRODUCT), unread());
  }

  @Override
  double initial(String tensor) {
    return tensor.equals(MU_PRODUCT) ? 1 : 0;
  }

  /** The options of {@link NAdam}, with torch's defaults. */
  public static final class Builder extends MomentsOptimizer.Builder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR, 0);
      momentumDecay(4e-3).decoupledWeightDecay(false).maximize(false);
    }

    /** How fast the momentum rises to its last value; 4e-3 by default. */
    public Builder momentumDecay(double momentumDecay) {
      options.put("momentum_decay", momentumDecay);
      return this;
    }

    /**
     * Whether the weight decay shrinks the parameters themselves, as in AdamW; false by default.
     */
    public Builder decoupledWeightDecay(boolean decoupledWeightDecay) {
      options.put("decoupled_weight_decay", decoupledWeightDecay);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public NAdam build() {
      return new NAdam(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
