package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;

/**
 * Adaptive moment estimation: {@index torch.optim.Adam}. For each parameter p with gradient g, at
 * its step t
 *
 * <pre>{@code
 * g = g + weight_decay * p
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g * g
 * p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * }</pre>
 */
public final class Adam extends AdamBase {

  private static final double LR = 1e-3;

  /** The optimizer with torch's defaults: {@code torch.optim.Adam(params)}. */
  public Adam(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.Adam(params, lr)}. */
  public Adam(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private Adam(Builder builder) {
    super(builder);
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params) {
    return new Builder(params);
  }

  /** The options of {@link Adam}, with torch's defaults. */
  public static final class Builder extends AdamBase.Builder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR, 0, false);
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Adam build() {
      return new Adam(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
