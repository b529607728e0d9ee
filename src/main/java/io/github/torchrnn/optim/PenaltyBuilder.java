package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.Collection;

/** The options of optimizers whose steps take a weight decay and a direction. */
abstract class PenaltyBuilder<B extends PenaltyBuilder<B>> extends Optimizer.Builder<B> {

  PenaltyBuilder(Collection<NDArray> params, double lr) {
    super(params, lr);
  }

  /**
   * L2 penalty: this factor of the parameters is added to the gradient; 0 by default. In AdamW a
   * decoupled weight decay, 0.01 by default.
   */
  public B weightDecay(double weightDecay) {
    options.put("weight_decay", weightDecay);
    return self();
  }

  /** Maximise instead of minimise; false by default. */
  public B maximize(boolean maximize) {
    options.put("maximize", maximize);
    return self();
  }
}
