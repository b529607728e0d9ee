package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The greatest number of each window along two axes: {@index torch.nn.MaxPool2d}. Without {@code
 * return_indices}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new MaxPool2d(2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[[6., 8.]]]])
 * }</pre>
 */
public final class MaxPool2d extends PoolNd<MaxPoolOptions> {

  /** A layer with torch's defaults: {@code torch.nn.MaxPool2d(kernel_size)}. */
  public MaxPool2d(long kernelSize) {
    this(builder(kernelSize));
  }

  /** A layer of a stride: {@code torch.nn.MaxPool2d(kernel_size, stride)}. */
  public MaxPool2d(long kernelSize, long stride) {
    this(builder(kernelSize).stride(stride));
  }

  private MaxPool2d(Builder builder) {
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
  NDArray pool(NDArray input, long[] kernelSize, MaxPoolOptions options) {
    return Functional.maxPool2d(input, kernelSize, options);
  }

  @Override
  protected String extraRepr() {
    return super.extraRepr()
        + ", dilation=%s, ceil_mode=%s".formatted(options.dilation, python(options.ceilMode));
  }

  /** The options of {@link MaxPool2d}. */
  public static final class Builder extends Pool2dBuilder<MaxPoolOptions, Builder> {

    private Builder(SizeOption kernelSize) {
      super(kernelSize, new MaxPoolOptions());
    }

    /** The distance between the window's points; 1 by default. */
    public Builder dilation(long dilation) {
      options.dilation(dilation);
      return this;
    }

    /** {@link #dilation(long)} of each axis. */
    public Builder dilation(long height, long width) {
      options.dilation(height, width);
      return this;
    }

    /** Makes the layer. Sizes are checked when it runs, as in torch. */
    public MaxPool2d build() {
      return new MaxPool2d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
