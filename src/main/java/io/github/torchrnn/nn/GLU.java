package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * One half of an axis times the sigmoid of the other: {@index torch.nn.GLU}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var glu = new GLU()) {
 *   System.out.println(Torch.repr(glu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-1.0000, -0.4088])
 * }</pre>
 */
public final class GLU extends UnaryLayer {

  private final int dim;

  /** Along the last axis: {@code torch.nn.GLU()}. */
  public GLU() {
    this(-1);
  }

  /**
   * The layer: {@code torch.nn.GLU(dim)}.
   *
   * @param dim the axis, counted from the end if negative
   */
  public GLU(int dim) {
    this.dim = dim;
  }

  /** The axis, counted from the end if negative: {@code dim}. */
  public int dim() {
    return dim;
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.glu(input, dim);
  }

  @Override
  Shape outputShape(Shape input) {
    int fromEnd = dim < 0 ? -dim : input.dimension() - dim;
    return Windows.with(input, fromEnd, input.get(input.dimension() - fromEnd) / 2);
  }

  @Override
  protected String extraRepr() {
    return "dim=" + dim;
  }
}
