package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Steps scaled by the running root mean square of the earlier steps over that of the gradients:
 * {@index torch.optim.Adadelta}. For each parameter p with gradient g
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * v = rho * v + (1 - rho) * g * g
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1 - rho) * d * d
 * p = p - lr * d
 * }</pre>
 */
public final class Adadelta extends Optimizer {

  private static final double LR = 1;

  private static final StepKernel KERNEL =
      StepKernel.of(
          "adadelta",
          "square_avg: List[Tensor]",
          "acc_delta: List[Tensor]",
          "lr: float",
          "rho: float",
          "eps: float",
          "weight_decay: float",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 1: {@code torch.optim.Adadelta(params)}. */
  public Adadelta(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.Adadelta(params, lr)}. */
  public Adadelta(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private Adadelta(Builder builder) {
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
    double rho = OptionChecks.number(options, "rho");
    double weightDecay = OptionChecks.number(options, "weight_decay");
    OptionChecks.requireNotNegative("learning rate", OptionChecks.number(options, "lr"));
    OptionChecks.require(0 <= rho && rho <= 1, "rho value", rho);
    OptionChecks.requireNotNegative("epsilon value", OptionChecks.number(options, "eps"));
    OptionChecks.requireNotNegative("weight_decay value", weightDecay);
  }

  @Override
  OptimizerState.Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("capturable", false);
    others.put("foreach", null);
    others.put("differentiable", false);
    return new OptimizerState.Layout(true, others);
  }

  /** The options of {@link Adadelta}, with torch's defaults. */
  public static final class Builder extends PenaltyBuilder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR);
      rho(0.9).eps(1e-6).weightDecay(0).maximize(false);
    }

    /** Decay rate of the running means of squares; 0.9 by default. */
    public Builder rho(double rho) {
      options.put("rho", rho);
      return this;
    }

    /** Added to both means before their roots are taken; 1e-6 by default. */
    public Builder eps(double eps) {
      options.put("eps", eps);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Adadelta build() {
      return new Adadelta(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
