package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code x / 6 + 1 / 2}, cut to [0, 1]: {@index torch.nn.Hardsigmoid}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var hard = new Hardsigmoid()) {
 *   System.out.println(Torch.repr(hard.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([0.1667, 0.4167, 0.5000, 0.7500])
 * }</pre>
 */
public final class Hardsigmoid extends UnaryLayer {

  /** The layer. */
  public Hardsigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.hardsigmoid(input);
  }
}
