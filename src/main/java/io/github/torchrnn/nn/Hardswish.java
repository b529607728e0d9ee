package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** x times its {@link Hardsigmoid}: {@index torch.nn.Hardswish}. */
public final class Hardswish extends UnaryLayer {

  /** The layer. */
  public Hardswish() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.hardswish(input);
  }
}
