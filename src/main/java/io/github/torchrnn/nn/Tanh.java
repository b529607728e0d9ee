package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The hyperbolic tangent: {@index torch.nn.Tanh}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var tanh = new Tanh()) {
 *   System.out.println(Torch.repr(tanh.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.9640, -0.4621,  0.0000,  0.9051])
 * }</pre>
 */
public final class Tanh extends UnaryLayer {

  /** The layer. */
  public Tanh() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.tanh(input);
  }
}
