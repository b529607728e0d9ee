package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code scale x}, or where it is negative {@code scale alpha (exp(x) - 1)}, with an alpha and a
 * scale that keep mean 0 and variance 1: {@index torch.nn.SELU}.
 */
public final class SELU extends UnaryLayer {

  /** The layer. */
  public SELU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.selu(input);
  }
}
