package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * x times the probability that a number of N(0, 1) is less: {@index torch.nn.GELU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var gelu = new GELU()) {
 *   System.out.println(Torch.repr(gelu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.0455, -0.1543,  0.0000,  1.3998])
 * }</pre>
 */
public final class GELU extends UnaryLayer {

  private final String approximate;

  /** The exact function: {@code torch.nn.GELU()}. */
  public GELU() {
    this("none");
  }

  /**
   * The layer: {@code torch.nn.GELU(approximate)}.
   *
   * @param approximate {@code "none"}, or {@code "tanh"} for an approximation by it
   * @throws IllegalArgumentException if it is neither (torch says so in forward)
   */
  public GELU(String approximate) {
    this.approximate = Functional.requireApproximation(approximate);
  }

  /** {@code "none"} or {@code "tanh"}: {@code approximate}. */
  public String approximate() {
    return approximate;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.gelu(input, approximate);
  }

  @Override
  protected String extraRepr() {
    return "approximate='" + approximate + "'";
  }
}
