package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code max(x, 0)}: {@index torch.nn.ReLU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var relu = new ReLU()) {
 *   System.out.println(Torch.repr(relu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([0.0000, 0.0000, 0.0000, 1.5000])
 * }</pre>
 */
public final class ReLU extends UnaryLayer {

  /** The layer. */
  public ReLU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.relu(input);
  }
}
