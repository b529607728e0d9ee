package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * x times its {@link Hardsigmoid}: {@index torch.nn.Hardswish}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var hard = new Hardswish()) {
 *   System.out.println(Torch.repr(hard.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.3333, -0.2083,  0.0000,  1.1250])
 * }</pre>
 */
public final class Hardswish extends UnaryLayer {

  /** The layer. */
  public Hardswish() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.hardswish(input);
  }
}
