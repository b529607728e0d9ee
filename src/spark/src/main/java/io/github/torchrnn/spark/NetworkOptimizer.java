package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Optimizer;
import java.io.Serializable;

/**
 * A maker of optimizers, which goes to the executors: {@code net -> new Adam(net.parameters())}.
 *
 * @param <M> the network
 */
@FunctionalInterface
public interface NetworkOptimizer<M extends TorchModule> extends Serializable {

  /** Makes the optimizer of a network. */
  Optimizer create(M network);
}
