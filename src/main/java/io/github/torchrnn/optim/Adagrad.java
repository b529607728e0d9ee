package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Steps divided by the root of the sum of all squared gradients: {@index torch.optim.Adagrad}. For
 * each parameter p with gradient g, at its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * s = s + g * g                               (s = initial_accumulator_value at first)
 * p = p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)
 * }</pre>
 *
 * <p>As in torch, its state is there before the first step.
 */
public final class Adagrad extends Optimizer {

  private static final double LR = 1e-2;
  private static final String INITIAL = "initial_accumulator_value";

  private static final StepKernel KERNEL =
      StepKernel.of(
          "adagrad",
          "sum: List[Tensor]",
          "lr: float",
          "lr_decay: float",
          "weight_decay: float",
          "eps: float",
          "maximize: bool");

  /** The optimizer with torch's defaults, rate 1e-2: {@code torch.optim.Adagrad(params)}. */
  public Adagrad(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.Adagrad(params, lr)}. */
  public Adagrad(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private Adagrad(Builder builder) {
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
    OptionChecks.requireNotNegative("lr_decay value", OptionChecks.number(options, "lr_decay"));
    OptionChecks.requireNotNegative("weight_decay value", weightDecay);
    OptionChecks.requireNotNegative(INITIAL + " value", OptionChecks.number(options, INITIAL));
    OptionChecks.requireNotNegative("epsilon value", OptionChecks.number(options, "eps"));
  }

  @Override
  OptimizerState.Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("foreach", null);
    others.put("differentiable", false);
    others.put("fused", null);
    return new OptimizerState.Layout(true, others);
  }

  /** As in torch, that of all groups is the optimizer's own, whatever a group's option says. */
  @Override
  double initial(String tensor) {
    return OptionChecks.number(defaults(), INITIAL);
  }

  @Override
  boolean hasStateAtFirst() {
    return true;
  }

  /** The options of {@link Adagrad}, with torch's defaults. */
  public static final class Builder extends PenaltyBuilder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR);
      lrDecay(0).eps(1e-10).weightDecay(0).initialAccumulatorValue(0).maximize(false);
    }

    /** How fast the rate falls: it is lr / (1 + (t - 1) * lrDecay) at step t; 0 by default. */
    public Builder lrDecay(double lrDecay) {
      options.put("lr_decay", lrDecay);
      return this;
    }

    /** Added to the denominator; 1e-10 by default. */
    public Builder eps(double eps) {
      options.put("eps", eps);
      return this;
    }

    /** The sum of squared gradients before the first step; 0 by default. */
    public Builder initialAccumulatorValue(double initialAccumulatorValue) {
      options.put(INITIAL, initialAccumulatorValue);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Adagrad build() {
      return new Adagrad(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
