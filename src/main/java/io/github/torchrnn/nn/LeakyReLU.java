package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * x, or where it is negative {@code negative_slope x}: {@index torch.nn.LeakyReLU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var leaky = new LeakyReLU()) {
 *   System.out.println(Torch.repr(leaky.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.0200, -0.0050,  0.0000,  1.5000])
 * }</pre>
 */
public final class LeakyReLU extends UnaryLayer {

  private final Number negativeSlope;

  /** A slope of 0.01: {@code torch.nn.LeakyReLU()}. */
  public LeakyReLU() {
    this(0.01);
  }

  /**
   * The layer: {@code torch.nn.LeakyReLU(negative_slope)}.
   *
   * @param negativeSlope an int is printed as one
   */
  public LeakyReLU(Number negativeSlope) {
    this.negativeSlope = Functional.given("negative_slope", negativeSlope);
  }

  /** The factor of negative numbers: {@code negative_slope}. */
  public Number negativeSlope() {
    return negativeSlope;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.leakyRelu(input, negativeSlope);
  }

  @Override
  protected String extraRepr() {
    return "negative_slope=" + PythonNumber.repr(negativeSlope);
  }
}
