package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * x, or where it is negative {@code alpha (exp(x) - 1)}: {@index torch.nn.ELU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var elu = new ELU()) {
 *   System.out.println(Torch.repr(elu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.8647, -0.3935,  0.0000,  1.5000])
 * }</pre>
 */
public final class ELU extends UnaryLayer {

  private final Number alpha;

  /** An alpha of 1: {@code torch.nn.ELU()}. */
  public ELU() {
    this(1.0);
  }

  /**
   * The layer: {@code torch.nn.ELU(alpha)}.
   *
   * @param alpha an int is printed as one
   */
  public ELU(Number alpha) {
    this.alpha = Functional.given("alpha", alpha);
  }

  /** The factor of negative numbers: {@code alpha}. */
  public Number alpha() {
    return alpha;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.elu(input, alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonNumber.repr(alpha);
  }
}
