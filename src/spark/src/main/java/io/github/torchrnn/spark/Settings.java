package io.github.torchrnn.spark;

import java.io.Serializable;

/**
 * The numbers of a training.
 *
 * @param key of this call of {@code fit} in the executors' cache
 * @param maxNorm to which gradients are clipped; 0 if they are not
 */
record Settings(
    String stage, String key, int batchSize, int stepsPerRound, long seed, double maxNorm)
    implements Serializable {

  /** Whether a round is one step, whose gradients the driver's optimizer takes. */
  boolean isExact() {
    return stepsPerRound == 1;
  }
}
