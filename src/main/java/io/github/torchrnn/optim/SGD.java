package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gradient descent, with momentum on request: {@index torch.optim.SGD}. For each parameter p with
 * gradient g
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * b = momentum * b + (1 - dampening) * g      (b = g at first)
 * p = p - lr * b                              (with nesterov p - lr * (g + momentum * b))
 * }</pre>
 */
public final class SGD extends Optimizer {

  private static final double LR = 1e-3;

  /** steps counts the updates of a momentum buffer. */
  private static final StepKernel KERNEL =
      StepKernel.of(
          "sgd",
          "momentum_buffer: List[Tensor]",
          "lr: float",
          "momentum: float",
          "dampening: float",
          "weight_decay: float",
          "nesterov: bool",
          "maximize: bool");

  /** Plain gradient descent with torch's default rate, 1e-3: {@code torch.optim.SGD(params)}. */
  public SGD(Collection<NDArray> params) {
    this(builder(params));
  }

  /** Plain gradient descent: {@code torch.optim.SGD(params, lr)}. */
  public SGD(Collection<NDArray> params, double lr) {
    this(builder(params, lr));
  }

  private SGD(Builder builder) {
    super(builder);
  }

  /** Options of an optimizer with torch's default rate, 1e-3. */
  public static Builder builder(Collection<NDArray> params) {
    return builder(params, LR);
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params, double lr) {
    return new Builder(params, lr);
  }

  @Override
  StepKernel kernel() {
    return KERNEL;
  }

  @Override
  boolean mixesTypes() {
    return true;
  }

  @Override
  void check(Map<String, Object> options) {
    double momentum = OptionChecks.number(options, "momentum");
    OptionChecks.requireNotNegative("learning rate", OptionChecks.number(options, "lr"));
    OptionChecks.requireNotNegative("momentum value", momentum);
    OptionChecks.requireNotNegative(
        "weight_decay value", OptionChecks.number(options, "weight_decay"));
    if (OptionChecks.flag(options, "nesterov")
        && (momentum <= 0 || OptionChecks.number(options, "dampening") != 0)) {
      throw new IllegalArgumentException(
          "Nesterov momentum requires a momentum and zero dampening");
    }
  }

  @Override
  OptimizerState.Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("foreach", null);
    others.put("differentiable", false);
    others.put("fused", null);
    return new OptimizerState.Layout(false, others);
  }

  /** The options of {@link SGD}, with torch's defaults. */
  public static final class Builder extends PenaltyBuilder<Builder> {

    private Builder(Collection<NDArray> params, double lr) {
      super(params, lr);
      momentum(0).dampening(0).weightDecay(0).nesterov(false).maximize(false);
    }

    /** The fraction of the last step's direction that is kept; 0, no momentum, by default. */
    public Builder momentum(double momentum) {
      options.put("momentum", momentum);
      return this;
    }

    /** The fraction of the gradient left out of the momentum; 0 by default. */
    public Builder dampening(double dampening) {
      options.put("dampening", dampening);
      return this;
    }

    /** Nesterov momentum, which needs momentum and no dampening; false by default. */
    public Builder nesterov(boolean nesterov) {
      options.put("nesterov", nesterov);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public SGD build() {
      return new SGD(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
