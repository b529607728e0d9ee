package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * Numbers that sum to 1 along an axis: {@index torch.nn.Softmax}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var softmax = new Softmax(0)) {
 *   System.out.println(Torch.repr(softmax.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([0.0217, 0.0975, 0.1607, 0.7201])
 * }</pre>
 */
public final class Softmax extends UnaryLayer {

  private final int dim;

  /**
   * The layer.
   *
   * @param dim the axis, counted from the end if negative
   */
  public Softmax(int dim) {
    this.dim = dim;
  }

  /** The axis, counted from the end if negative: {@code dim}. */
  public int dim() {
    return dim;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.softmax(input, dim);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
