package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code 1 / (1 + exp(-x))}: {@index torch.nn.Sigmoid}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var sigmoid = new Sigmoid()) {
 *   System.out.println(Torch.repr(sigmoid.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([0.1192, 0.3775, 0.5000, 0.8176])
 * }</pre>
 */
public final class Sigmoid extends UnaryLayer {

  /** The layer. */
  public Sigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.sigmoid(input);
  }
}
