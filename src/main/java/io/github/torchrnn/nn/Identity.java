package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;

/**
 * A place where nothing happens: {@index torch.nn.Identity}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var identity = new Identity()) {
 *   System.out.println(Torch.repr(identity.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-2.0000, -0.5000,  0.0000,  1.5000])
 * }</pre>
 */
public final class Identity extends UnaryLayer {

  /** The layer. */
  public Identity() {}

  /** Returns the input itself. */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Tensors.usable("input", input);
  }
}
