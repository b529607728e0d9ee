package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent, with momentum on request: {@code torch.optim.SGD}. For each parameter p with
 * gradient g
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * b = momentum * b + (1 - dampening) * g      (b = g at first)
 * p = p - lr * b                              (with nesterov p - lr * (g + momentum * b))
 * }</pre>
 */
public final class SGD extends Optimizer {

  private static final double DEFAULT_RATE = 1e-3;

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
    paramGroups().forEach(group -> group.addZeros("momentum_buffer"));
  }

  /** Options of an optimizer with torch's default rate, 1e-3. */
  public static Builder builder(Collection<NDArray> params) {
    return builder(params, DEFAULT_RATE);
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params, double lr) {
    return new Builder(params, lr);
  }

  @Override
  String kernel() {
    return "sgd";
  }

  @Override
  List<String> kernelOptions() {
    return List.of("lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize");
  }

  @Override
  boolean mixesTypes() {
    return true;
  }

  @Override
  Layout layout() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("foreach", null);
    others.put("differentiable", false);
    others.put("fused", null);
    return new Layout(false, List.of("momentum_buffer"), others);
  }

  /** The options of {@link SGD}, with torch's defaults. */
  public static final class Builder extends Optimizer.Builder<Builder> {

    private Builder(Collection<NDArray> params, double lr) {
      super(params, lr);
      momentum(0).dampening(0).weightDecay(0).nesterov(false).maximize(false);
    }

    /** How much of the last step's direction is kept; 0 by default. */
    public Builder momentum(double momentum) {
      options.put("momentum", momentum);
      return this;
    }

    /** How much less of the gradient enters the momentum; 0 by default. */
    public Builder dampening(double dampening) {
      options.put("dampening", dampening);
      return this;
    }

    /** The factor of the parameters' own size in the gradient; 0 by default. */
    public Builder weightDecay(double weightDecay) {
      options.put("weight_decay", weightDecay);
      return this;
    }

    /** Whether momentum is Nesterov's; false by default. */
    public Builder nesterov(boolean nesterov) {
      options.put("nesterov", nesterov);
      return this;
    }

    /** Whether the loss is to grow; false by default. */
    public Builder maximize(boolean maximize) {
      options.put("maximize", maximize);
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
    void check(Map<String, Object> options) {
      double momentum = Options.number(options, "momentum");
      Options.requireNotNegative("learning rate", Options.number(options, "lr"));
      Options.requireNotNegative("momentum value", momentum);
      Options.requireNotNegative("weight_decay value", Options.number(options, "weight_decay"));
      if (Options.flag(options, "nesterov")
          && (momentum <= 0 || Options.number(options, "dampening") != 0)) {
        throw new IllegalArgumentException(
            "Nesterov momentum requires a momentum and zero dampening");
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
