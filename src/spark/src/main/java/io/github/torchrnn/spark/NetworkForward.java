package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import java.io.Serializable;

/**
 * A forward of a batch of sequences, which goes to the executors: {@code Names::forward}.
 *
 * @param <M> the network
 */
@FunctionalInterface
public interface NetworkForward<M extends TorchModule> extends Serializable {

  /**
   * Computes a batch.
   *
   * @param network the network of this executor, which other threads may use meanwhile
   * @param sequences a batch in the order of the rows: float32 of (steps, features), or int64 of
   *     (steps) where the column holds ids
   * @return (batch, ...): one result a sequence, in their order
   */
  NDArray forward(M network, PackedSequence sequences);
}
