package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;

/**
 * Adam with the largest gradient in the place of the root mean square: {@index torch.optim.Adamax}.
 * For each parameter p with gradient g, at its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * m = beta1 * m + (1 - beta1) * g
 * u = max(beta2 * u, |g| + eps)
 * p = p - lr / (1 - beta1^t) * m / u
 * }</pre>
 */
public final class Adamax extends MomentsOptimizer {

  private static final double LR = 2e-3;

  private static final StepKernel KERNEL =
      StepKernel.of(
          "adamax",
          "exp_avg: List[Tensor]",
          "exp_inf: List[Tensor]",
          "lr: float",
          "beta1: float",
          "beta2: float",
          "eps: float",
          "weight_decay: float",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 2e-3: {@code torch.optim.Adamax(params)}. */
  public Adamax(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.Adamax(params, lr)}. */
  public Adamax(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private Adamax(Builder builder) {
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

  /** The options of {@link Adamax}, with torch's defaults. */
  public static final class Builder extends MomentsOptimizer.Builder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR, 0);
      maximize(false);
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Adamax build() {
      return new Adamax(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
