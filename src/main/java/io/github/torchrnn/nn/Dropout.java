package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/**
 * Sets numbers to zero at random in training, and scales the others by 1 / (1 - p): {@code
 * torch.nn.Dropout}. In evaluation mode it changes nothing.
 */
public final class Dropout extends UnaryLayer {

  private final Number p;

  /** Drops half of the numbers: {@code torch.nn.Dropout()}. */
  public Dropout() {
    this(0.5);
  }

  /**
   * The layer: {@code torch.nn.Dropout(p)}.
   *
   * @param p the probability of a zero
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public Dropout(double p) {
    this((Number) p);
  }

  /** The layer of an int, 0 or 1, which is printed as one: {@code torch.nn.Dropout(1)}. */
  public Dropout(long p) {
    this((Number) p);
  }

  private Dropout(Number p) {
    Functional.requireProbability(p);
    this.p = p;
  }

  /** The probability of dropping a number: {@code p}. */
  public double p() {
    return p.doubleValue();
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.dropout(input, p.doubleValue(), training);
  }

  @Override
  protected String extraRepr() {
    return "p=" + PythonNumber.repr(p) + ", inplace=False";
  }
}
