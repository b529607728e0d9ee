package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Means along one axis, as many as are asked for: {@index torch.nn.AdaptiveAvgPool1d}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new AdaptiveAvgPool1d(2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 6);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[2., 5.]]])
 * }</pre>
 */
public final class AdaptiveAvgPool1d extends UnaryLayer {

  private final long outputSize;

  /**
   * The layer.
   *
   * @param outputSize the size of the output's last axis
   */
  public AdaptiveAvgPool1d(long outputSize) {
    this.outputSize = outputSize;
  }

  /**
   * Runs the layer: {@code output = pool(input)}.
   *
   * @param input (N, C, L) or (C, L)
   * @return (N, C, output_size) or (C, output_size), which belongs to the input's manager
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.adaptiveAvgPool1d(input, outputSize);
  }

  @Override
  Shape outputShape(Shape input) {
    return Windows.with(input, 1, outputSize);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + outputSize;
  }
}
