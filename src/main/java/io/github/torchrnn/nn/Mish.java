package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code x tanh(softplus(x))}: {@index torch.nn.Mish}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var mish = new Mish()) {
 *   System.out.println(Torch.repr(mish.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.2525, -0.2207,  0.0000,  1.4034])
 * }</pre>
 */
public final class Mish extends UnaryLayer {

  /** The layer. */
  public Mish() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.mish(input);
  }
}
