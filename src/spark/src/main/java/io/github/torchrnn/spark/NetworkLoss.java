package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import java.io.Serializable;

/** A loss, which goes to the executors: {@code Functional::crossEntropy}. */
@FunctionalInterface
public interface NetworkLoss extends Serializable {

  /**
   * Computes the mean over a batch: averages are weighted by rows.
   *
   * @param outputs what the forward returned, (batch, ...)
   * @param labels int64 of (batch) where the column holds whole numbers, float32 of (batch) where
   *     it holds others, and of (batch, n) where it holds vectors or arrays
   * @return one number
   */
  NDArray loss(NDArray outputs, NDArray labels);
}
