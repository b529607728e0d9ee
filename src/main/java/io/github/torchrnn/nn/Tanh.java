package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;

/** The hyperbolic tangent: {@code torch.nn.Tanh}. */
public final class Tanh extends UnaryLayer {

  /** The layer. */
  public Tanh() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Tensors.usable("input", input).tanh();
  }

  @Override
  String script() {
    return "return torch.tanh(input)";
  }

  @Override
  String derivative() {
    return "torch.tanh_backward(dy, output)";
  }
}
