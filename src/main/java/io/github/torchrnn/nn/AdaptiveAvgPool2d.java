package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Means along two axes, as many as are asked for: {@index torch.nn.AdaptiveAvgPool2d}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new AdaptiveAvgPool2d(1, 2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[[3.5000, 5.5000]]]])
 * }</pre>
 */
public final class AdaptiveAvgPool2d extends UnaryLayer {

  private final @Nullable Long height;
  private final @Nullable Long width;
  private final boolean square;

  /** A layer with one size for both axes: {@code torch.nn.AdaptiveAvgPool2d(output_size)}. */
  public AdaptiveAvgPool2d(long outputSize) {
    this(outputSize, outputSize, true);
  }

  /** A layer with a size for each axis: {@code torch.nn.AdaptiveAvgPool2d((height, width))}. */
  public AdaptiveAvgPool2d(long height, long width) {
    this(height, width, false);
  }

  /**
   * The layer: {@code torch.nn.AdaptiveAvgPool2d((None, width))} for example.
   *
   * @param height the size of the output's last axis but one; null for the input's
   * @param width the size of the output's last axis; null for the input's
   */
  public AdaptiveAvgPool2d(@Nullable Long height, @Nullable Long width) {
    this(height, width, false);
  }

  private AdaptiveAvgPool2d(@Nullable Long height, @Nullable Long width, boolean square) {
    this.height = height;
    this.width = width;
    this.square = square;
  }

  /**
   * Runs the layer: {@code output = pool(input)}.
   *
   * @param input (N, C, H, W) or (C, H, W)
   * @return (N, C, height, width) or (C, height, width), which belongs to the input's manager
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.adaptiveAvgPool2d(input, height, width);
  }

  @Override
  Shape outputShape(Shape input) {
    Shape shape = height == null ? input : Windows.with(input, 2, height);
    return width == null ? shape : Windows.with(shape, 1, width);
  }

  @Override
  protected String extraRepr() {
    return square
        ? "output_size=" + height
        : "output_size=(%s, %s)".formatted(python(height), python(width));
  }

  private static String python(@Nullable Long size) {
    return size == null ? "None" : size.toString();
  }
}
