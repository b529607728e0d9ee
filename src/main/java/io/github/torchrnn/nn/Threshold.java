package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * x where it is greater than a threshold, else a value: {@index torch.nn.Threshold}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var threshold = new Threshold(0.1, 20)) {
 *   System.out.println(Torch.repr(threshold.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([20.0000, 20.0000, 20.0000,  1.5000])
 * }</pre>
 */
public final class Threshold extends UnaryLayer {

  private final Number threshold;
  private final Number value;

  /** The layer: {@code torch.nn.Threshold(threshold, value)}. Ints are printed as ints. */
  public Threshold(Number threshold, Number value) {
    this.threshold = Functional.given("threshold", threshold);
    this.value = Functional.given("value", value);
  }

  /** The number that x has to exceed: {@code threshold}. */
  public Number threshold() {
    return threshold;
  }

  /** The number in the place of others: {@code value}. */
  public Number value() {
    return value;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.threshold(input, threshold, value);
  }

  @Override
  protected String extraRepr() {
    return "threshold=%s, value=%s"
        .formatted(PythonNumber.repr(threshold), PythonNumber.repr(value));
  }
}
