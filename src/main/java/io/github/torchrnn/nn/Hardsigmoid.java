package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** {@code x / 6 + 1 / 2}, cut to [0, 1]: {@index torch.nn.Hardsigmoid}. */
public final class Hardsigmoid extends UnaryLayer {

  /** The layer. */
  public Hardsigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.hardsigmoid(input);
  }
}
