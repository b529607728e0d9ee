package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** The hyperbolic tangent: {@index torch.nn.Tanh}. */
public final class Tanh extends UnaryLayer {

  /** The layer. */
  public Tanh() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.tanh(input);
  }
}
