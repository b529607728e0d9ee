package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code 1 / (1 + exp(-x))}: {@index torch.nn.Sigmoid}. */
public final class Sigmoid extends UnaryLayer {

  /** The layer. */
  public Sigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.sigmoid(input);
  }
}
