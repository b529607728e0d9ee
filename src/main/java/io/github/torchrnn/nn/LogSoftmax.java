package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The logarithm of {@link Softmax}: {@index torch.nn.LogSoftmax}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var logSoftmax = new LogSoftmax(0)) {
 *   System.out.println(Torch.repr(logSoftmax.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-3.8283, -2.3283, -1.8283, -0.3283])
 * }</pre>
 */
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
