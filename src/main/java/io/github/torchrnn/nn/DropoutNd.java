package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;

/** Base of the layers that set numbers, or whole channels, to zero at random in training. */
abstract class DropoutNd extends UnaryLayer {

  private final Number p;

  DropoutNd(Number p) {
    Functional.requireProbability(p);
    this.p = p;
  }

  /** The probability of a zero: {@code p}. */
  public final double p() {
    return p.doubleValue();
  }

  @Override
  final NDArray run(NDArray input, Weights weights, boolean training) {
    return drop(input, p(), training);
  }

  /** The layer's function. */
  abstract NDArray drop(NDArray input, double probability, boolean training);

  @Override
  protected final String extraRepr() {
    return "p=" + PythonNumber.repr(p) + ", inplace=False";
  }
}
