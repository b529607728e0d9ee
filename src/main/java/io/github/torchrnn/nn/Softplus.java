package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * {@code log(1 + exp(beta x)) / beta}, a smooth {@link ReLU}: {@index torch.nn.Softplus}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var softplus = new Softplus()) {
 *   System.out.println(Torch.repr(softplus.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([0.1269, 0.4741, 0.6931, 1.7014])
 * }</pre>
 */
public final class Softplus extends UnaryLayer {

  private final Number beta;
  private final Number threshold;

  /** A beta of 1 and a threshold of 20: {@code torch.nn.Softplus()}. */
  public Softplus() {
    this(1.0, 20.0);
  }

  /**
   * The layer: {@code torch.nn.Softplus(beta, threshold)}.
   *
   * @param beta an int is printed as one
   * @param threshold where {@code beta x} is greater, the output is x
   */
  public Softplus(Number beta, Number threshold) {
    this.beta = Functional.given("beta", beta);
    this.threshold = Functional.given("threshold", threshold);
  }

  /** The factor inside the exponential: {@code beta}. */
  public Number beta() {
    return beta;
  }

  /** The {@code beta x} above which the output is x: {@code threshold}. */
  public Number threshold() {
    return threshold;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.softplus(input, beta, threshold);
  }

  @Override
  protected String extraRepr() {
    return "beta=%s, threshold=%s".formatted(PythonNumber.repr(beta), PythonNumber.repr(threshold));
  }
}
