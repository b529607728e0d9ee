package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Stochastic gradient descent that keeps the mean of the parameters: {@index torch.optim.ASGD}. For
 * each parameter p with gradient g, at its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * p = (1 - lambd * eta) * p - eta * g           (eta = lr, mu = 1 at first)
 * a = a + mu * (p - a)
 * eta = lr / (1 + lambd * lr * t)^alpha
 * mu = 1 / max(1, t - t0)
 * }</pre>
 *
 * <p>The mean a is {@code ax} in {@link #state}.
 */
public final class ASGD extends Optimizer {

  private static final double LR = 1e-2;
  private static final String ETA = "eta";
  private static final String MU = "mu";

  private static final StepKernel KERNEL =
      StepKernel.of(
          "asgd",
          ETA + ": List[Tensor]",
          MU + ": List[Tensor]",
          "ax: List[Tensor]",
          "lr: float",
          "lambd: float",
          "alpha: float",
          "t0: float",
          "weight_decay: float",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 1e-2: {@code torch.optim.ASGD(params)}. */
  public ASGD(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.ASGD(params, lr)}. */
  public ASGD(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private ASGD(Builder builder) {
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
    double weightDecay = OptionChecks.number(options, "weight_decay");
    OptionChecks.requireNotNegative("learning rate", OptionChecks.number(options, "lr"));
    OptionChecks.requireNotNegative("weight_decay value", weightDecay);
  }

  @Override
  OptimizerState.Layout layout() {
    return new OptimizerState.Layout(true, Set.of(ETA, MU), MomentsOptimizer.unread());
  }

  /** The first rate is that of the first step. */
  @Override
  double initial(String tensor) {
    return tensor.equals(MU) ? 1 : 0;
  }

  /** The options of {@link ASGD}, with torch's defaults. */
  public static final class Builder extends PenaltyBuilder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR);
      lambd(1e-4).alpha(0.75).t0(1e6).weightDecay(0).maximize(false);
    }

    /** How fast the rate falls; 1e-4 by default. */
    public Builder lambd(double lambd) {
      options.put("lambd", lambd);
      return this;
    }

    /** The power of the fall of the rate; 0.75 by default. */
    public Builder alpha(double alpha) {
      options.put("alpha", alpha);
      return this;
    }

    /** The step after which the mean begins; 1e6 by default. */
    public Builder t0(double t0) {
      options.put("t0", t0);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public ASGD build() {
      return new ASGD(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
