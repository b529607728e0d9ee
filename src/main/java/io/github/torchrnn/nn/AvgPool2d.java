package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The mean of each window along two axes: {@index torch.nn.AvgPool2d}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new AvgPool2d(2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[[3.5000, 5.5000]]]])
 * }</pre>
 */
public final class AvgPool2d extends PoolNd<AvgPoolOptions> {

  /** A layer with torch's defaults: {@code torch.nn.AvgPool2d(kernel_size)}. */
  public AvgPool2d(long kernelSize) {
    this(builder(kernelSize));
  }

  /** A layer of a stride: {@code torch.nn.AvgPool2d(kernel_size, stride)}. */
  public AvgPool2d(long kernelSize, long stride) {
    this(builder(kernelSize).stride(stride));
  }

  private AvgPool2d(Builder builder) {
    super(2, builder.kernelSize, builder.options);
  }

  /**
   * Options of a layer.
   *
   * @param kernelSize the size of the window along both axes
   */
  public static Builder builder(long kernelSize) {
    return new Builder(SizeOption.of(kernelSize));
  }

  /** {@link #builder(long)} with a window of (height, width). */
  public static Builder builder(long height, long width) {
    return new Builder(SizeOption.of(height, width));
  }

  /**
   * Runs the layer: {@code output = pool(input)}.
   *
   * @param input (N, C, H, W) or (C, H, W)
   * @return (N, C, H_out, W_out) or (C, H_out, W_out), which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray pool(NDArray input, long[] kernelSize, AvgPoolOptions options) {
    return Functional.avgPool2d(input, kernelSize, options);
  }

  /** The options of {@link AvgPool2d}. */
  public static final class Builder extends Pool2dBuilder<AvgPoolOptions, Builder> {

    private Builder(SizeOption kernelSize) {
      super(kernelSize, new AvgPoolOptions());
    }

    /** Whether added zeros count in an average; true by default. */
    public Builder countIncludePad(boolean countIncludePad) {
      options.countIncludePad(countIncludePad);
      return this;
    }

    /** The divisor of the sums instead of the window's size. */
    public Builder divisorOverride(long divisorOverride) {
      options.divisorOverride(divisorOverride);
      return this;
    }

    /** Makes the layer. Sizes are checked when it runs, as in torch. */
    public AvgPool2d build() {
      return new AvgPool2d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
