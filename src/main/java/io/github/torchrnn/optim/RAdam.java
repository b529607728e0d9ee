package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;

/**
 * Adam that goes by the mean of the gradient alone until its variance is known: {@index
 * torch.optim.RAdam}. For each parameter p with gradient g, at its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p                      (p = p - lr * weight_decay * p if decoupled)
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g * g
 * l = 2 / (1 - beta2) - 1
 * k = l - 2 * t * beta2^t / (1 - beta2^t)
 * r = sqrt((k - 4) * (k - 2) * l / ((l - 4) * (l - 2) * k))
 * s = r * sqrt(1 - beta2^t) / (sqrt(v) + eps)   (1 unless k > 5)
 * p = p - lr / (1 - beta1^t) * m * s
 * }</pre>
 */
public final class RAdam extends MomentsOptimizer {

  private static final double LR = 1e-3;

  private static final StepKernel KERNEL =
      StepKernel.of(
          "radam",
          "exp_avg: List[Tensor]",
          "exp_avg_sq: List[Tensor]",
          "lr: float",
          "beta1: float",
          "beta2: float",
          "eps: float",
          "weight_decay: float",
          "decoupled_weight_decay: bool",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 1e-3: {@code torch.optim.RAdam(params)}. */
  public RAdam(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.RAdam(params, lr)}. */
  public RAdam(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private RAdam(Builder builder) {
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

  /** The options of {@link RAdam}, with torch's defaults. */
  public static final class Builder extends MomentsOptimizer.Builder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR, 0);
      maximize(false).decoupledWeightDecay(false);
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
    public RAdam build() {
      return new RAdam(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
