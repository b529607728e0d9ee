package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.Map;

/**
 * {@link Adam} with decoupled weight decay: {@index torch.optim.AdamW}. Instead of adding to the
 * gradient, the decay shrinks the parameter, {@code p = p - lr * weight_decay * p}, before the
 * step.
 */
public final class AdamW extends AdamBase {

  private static final double LR = 1e-3;

  /** The optimizer with torch's defaults: {@code torch.optim.AdamW(params)}. */
  public AdamW(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.AdamW(params, lr)}. */
  public AdamW(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private AdamW(Builder builder) {
    super(builder);
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params) {
    return new Builder(params);
  }

  /** As in torch, AdamW goes on with a state of Adam by its own weight decay. */
  @Override
  void adjustLoaded(Map<String, Object> options) {
    options.put("decoupled_weight_decay", true);
  }

  /** The options of {@link AdamW}, with torch's defaults. */
  public static final class Builder extends AdamBase.Builder<Builder> {

    private Builder(Collection<NDArray> params) {
      super(params, LR, 1e-2, true);
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public AdamW build() {
      return new AdamW(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
