package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;

/** A place where nothing happens: {@index torch.nn.Identity}. */
public final class Identity extends UnaryLayer {

  /** The layer. */
  public Identity() {}

  /** Returns the input itself. */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Tensors.usable("input", input);
  }
}
