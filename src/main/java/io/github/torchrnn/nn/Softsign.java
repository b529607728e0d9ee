package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code x / (1 + |x|)}: {@index torch.nn.Softsign}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var softsign = new Softsign()) {
 *   System.out.println(Torch.repr(softsign.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.6667, -0.3333,  0.0000,  0.6000])
 * }</pre>
 */
public final class Softsign extends UnaryLayer {

  /** The layer. */
  public Softsign() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.softsign(input);
  }
}
