package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import java.io.Serializable;

/**
 * A maker of networks, which goes to the executors: {@code Names::new}, or a lambda that captures
 * numbers and text only.
 *
 * @param <M> the network
 */
@FunctionalInterface
public interface NetworkFactory<M extends TorchModule> extends Serializable {

  /** Makes a network whose state has always the same names and shapes. */
  M create();
}
