package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * x, or where it is negative {@code alpha (exp(x / alpha) - 1)}: {@index torch.nn.CELU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var celu = new CELU()) {
 *   System.out.println(Torch.repr(celu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.8647, -0.3935,  0.0000,  1.5000])
 * }</pre>
 */
public final class CELU extends UnaryLayer {

  private final Number alpha;

  /** An alpha of 1: {@code torch.nn.CELU()}. */
  public CELU() {
    this(1.0);
  }

  /**
   * The layer: {@code torch.nn.CELU(alpha)}. As in torch, forward refuses an alpha of 0.
   *
   * @param alpha an int is printed as one
   */
  public CELU(Number alpha) {
    this.alpha = Functional.given("alpha", alpha);
  }

  /** The size of the curve: {@code alpha}. */
  public Number alpha() {
    return alpha;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.celu(input, alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonNumber.repr(alpha);
  }
}
