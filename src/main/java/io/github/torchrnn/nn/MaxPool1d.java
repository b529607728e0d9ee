package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The greatest number of each window along one axis: {@index torch.nn.MaxPool1d}. Without {@code
 * return_indices}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new MaxPool1d(2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 6);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[2., 4., 6.]]])
 * }</pre>
 */
public final class MaxPool1d extends PoolNd<MaxPoolOptions> {

  /** A layer with torch's defaults: {@code torch.nn.MaxPool1d(kernel_size)}. */
  public MaxPool1d(long kernelSize) {
    this(builder(kernelSize));
  }

  /** A layer of a stride: {@code torch.nn.MaxPool1d(kernel_size, stride)}. */
  public MaxPool1d(long kernelSize, long stride) {
    this(builder(kernelSize).stride(stride));
  }

  private MaxPool1d(Builder builder) {
    super(1, builder.kernelSize, builder.options);
  }

  /**
   * Options of a layer.
   *
   * @param kernelSize the size of the window
   */
  public static Builder builder(long kernelSize) {
    return new Builder(SizeOption.of(kernelSize));
  }

  /**
   * Runs the layer: {@code output = pool(input)}.
   *
   * @param input (N, C, L) or (C, L)
   * @return (N, C, L_out) or (C, L_out), which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray pool(NDArray input, long[] kernelSize, MaxPoolOptions options) {
    return Functional.maxPool1d(input, kernelSize, options);
  }

  @Override
  protected String extraRepr() {
    return super.extraRepr()
        + ", dilation=%s, ceil_mode=%s".formatted(options.dilation, python(options.ceilMode));
  }

  /** The options of {@link MaxPool1d}. */
  public static final class Builder extends PoolBuilder<MaxPoolOptions, Builder> {

    private Builder(SizeOption kernelSize) {
      super(kernelSize, new MaxPoolOptions());
    }

    /** The distance between the window's points; 1 by default. */
    public Builder dilation(long dilation) {
      options.dilation(dilation);
      return this;
    }

    /** Makes the layer. Sizes are checked when it runs, as in torch. */
    public MaxPool1d build() {
      return new MaxPool1d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
