package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code x sigmoid(x)}, the swish function: {@index torch.nn.SiLU}. */
public final class SiLU extends UnaryLayer {

  /** The layer. */
  public SiLU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.silu(input);
  }
}
