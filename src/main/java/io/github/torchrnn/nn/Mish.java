package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code x tanh(softplus(x))}: {@index torch.nn.Mish}. */
public final class Mish extends UnaryLayer {

  /** The layer. */
  public Mish() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.mish(input);
  }
}
