package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code x / (1 + |x|)}: {@index torch.nn.Softsign}. */
public final class Softsign extends UnaryLayer {

  /** The layer. */
  public Softsign() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.softsign(input);
  }
}
