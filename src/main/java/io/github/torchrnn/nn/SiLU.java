package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * {@code x sigmoid(x)}, the swish function: {@index torch.nn.SiLU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var silu = new SiLU()) {
 *   System.out.println(Torch.repr(silu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.2384, -0.1888,  0.0000,  1.2264])
 * }</pre>
 */
public final class SiLU extends UnaryLayer {

  /** The layer. */
  public SiLU() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.silu(input);
  }
}
