package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * x, cut to a range: {@index torch.nn.Hardtanh}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var hard = new Hardtanh()) {
 *   System.out.println(Torch.repr(hard.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-1.0000, -0.5000,  0.0000,  1.0000])
 * }</pre>
 */
public final class Hardtanh extends UnaryLayer {

  private final Number minVal;
  private final Number maxVal;

  /** Within [-1, 1]: {@code torch.nn.Hardtanh()}. */
  public Hardtanh() {
    this(-1.0, 1.0);
  }

  /**
   * The layer: {@code torch.nn.Hardtanh(min_val, max_val)}. Ints are printed as ints.
   *
   * @throws IllegalArgumentException if the greatest number is not greater than the least
   */
  public Hardtanh(Number minVal, Number maxVal) {
    this.minVal = Functional.given("min_val", minVal);
    this.maxVal = Functional.given("max_val", maxVal);
    if (maxVal.doubleValue() <= minVal.doubleValue()) {
      throw new IllegalArgumentException(
          "max_val (%s) must be greater than min_val (%s)"
              .formatted(PythonNumber.repr(maxVal), PythonNumber.repr(minVal)));
    }
  }

  /** The least number: {@code min_val}. */
  public Number minVal() {
    return minVal;
  }

  /** The greatest number: {@code max_val}. */
  public Number maxVal() {
    return maxVal;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.hardtanh(input, minVal, maxVal);
  }

  @Override
  protected String extraRepr() {
    return "min_val=%s, max_val=%s".formatted(PythonNumber.repr(minVal), PythonNumber.repr(maxVal));
  }
}
