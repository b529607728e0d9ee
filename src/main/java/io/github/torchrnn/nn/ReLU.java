package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code max(x, 0)}: {@index torch.nn.ReLU}. */
public final class ReLU extends UnaryLayer {

  /** The layer. */
  public ReLU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.relu(input);
  }
}
