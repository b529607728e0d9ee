package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** The logarithm of {@link Softmax}: {@index torch.nn.LogSoftmax}. */
public final class LogSoftmax extends UnaryLayer {

  private final int dim;

  /**
   * The layer.
   *
   * @param dim the axis, counted from the end if negative
   */
  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  /** The axis, counted from the end if negative: {@code dim}. */
  public int dim() {
    return dim;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.logSoftmax(input, dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
