package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Steps divided by a running root mean square of the gradient: {@index torch.optim.RMSprop}. For
 * each parameter p with gradient g
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * v = alpha * v + (1 - alpha) * g * g
 * m = alpha * m + (1 - alpha) * g             (if centered, else 0)
 * d = g / (sqrt(v - m * m) + eps)
 * b = momentum * b + d                        (with momentum, else d)
 * p = p - lr * b
 * }</pre>
 */
public final class RMSprop extends Optimizer {

  private static final double LR = 1e-2;
  private static final String MOMENTUM_BUFFER = "momentum_buffer";
  private static final String GRAD_AVG = "grad_avg";

  private static final StepKernel KERNEL =
      StepKernel.of(
          "rmsprop",
          "square_avg: List[Tensor]",
          MOMENTUM_BUFFER + ": List[Tensor]",
          GRAD_AVG + ": List[Tensor]",
          "lr: float",
          "alpha: float",
          "eps: float",
          "weight_decay: float",
          "momentum: float",
          "centered: bool",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 1e-2: {@code torch.optim.RMSprop(params)}. */
  public RMSprop(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.RMSprop(params, lr)}. */
  public RMSprop(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private RMSprop(Builder builder) {
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
    OptionChecks.requireNotNegative("epsilon value", OptionChecks.number(options, "eps"));
    OptionChecks.requireNotNegative("momentum value", OptionChecks.number(options, "momentum"));
    OptionChecks.requireNotNegative("weight_decay value", weightDecay);
    OptionChecks.requireNotNegative("alpha value", OptionChecks.number(options, "alpha"));
  }

  @Override
  OptimizerState.Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("capturable", false);
    others.put("foreach", null);
    others.put("differentiable", false);
    return new OptimizerState.Layout(true, others);
  }

  @Override
  boolean keeps(String tensor, Map<String, Object> options) {
    return switch (tensor) {
      case MOMENTUM_BUFFER -> OptionChecks.number(options, "momentum") > 0;
      case GRAD_AVG -> OptionChecks.flag(options, "centered");
      default -> true;
    };
  }

  /** The options of {@link RMSprop}, with torch's defaults. */
  public static final class Builder extends PenaltyBuilder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR);
      momentum(0).alpha(0.99).eps(1e-8).centered(false).weightDecay(0).maximize(false);
    }

    /** The fraction of the last step's direction that is kept; 0, no momentum, by default. */
    public Builder momentum(double momentum) {
      options.put("momentum", momentum);
      return this;
    }

    /** Decay rate of the running mean of the gradient's square; 0.99 by default. */
    public Builder alpha(double alpha) {
      options.put("alpha", alpha);
      return this;
    }

    /** Added to the denominator; 1e-8 by default. */
    public Builder eps(double eps) {
      options.put("eps", eps);
      return this;
    }

    /** Divides by the gradient's standard deviation, not its root mean square; false by default. */
    public Builder centered(boolean centered) {
      options.put("centered", centered);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public RMSprop build() {
      return new RMSprop(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
