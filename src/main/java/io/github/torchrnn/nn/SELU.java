package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code scale x}, or where it is negative {@code scale alpha (exp(x) - 1)}, with an alpha and a
 * scale that keep mean 0 and variance 1: {@index torch.nn.SELU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var selu = new SELU()) {
 *   System.out.println(Torch.repr(selu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-1.5202, -0.6918,  0.0000,  1.5761])
 * }</pre>
 */
public final class SELU extends UnaryLayer {

  /** The layer. */
  public SELU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.selu(input);
  }
}
