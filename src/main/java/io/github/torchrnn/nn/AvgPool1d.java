package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The mean of each window along one axis: {@index torch.nn.AvgPool1d}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var pool = new AvgPool1d(2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 6);
 *   System.out.println(Torch.repr(pool.forward(x)));
 * }
 * // tensor([[[1.5000, 3.5000, 5.5000]]])
 * }</pre>
 */
public final class AvgPool1d extends PoolNd<AvgPoolOptions> {

  /** A layer with torch's defaults: {@code torch.nn.AvgPool1d(kernel_size)}. */
  public AvgPool1d(long kernelSize) {
    this(builder(kernelSize));
  }

  /** A layer of a stride: {@code torch.nn.AvgPool1d(kernel_size, stride)}. */
  public AvgPool1d(long kernelSize, long stride) {
    this(builder(kernelSize).stride(stride));
  }

  private AvgPool1d(Builder builder) {
    super(1, builder.kernelSize, builder.options);
  }

  /**
   * Options of a layer.
   *
   * @param kernelSize the size of the window
   */
  public static Builder builder(long kernelSize) {
    return new Builder(SizeOption.ofTuple(kernelSize));
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
  NDArray pool(NDArray input, long[] kernelSize, AvgPoolOptions options) {
    return Functional.avgPool1d(input, kernelSize, options);
  }

  /** The options of {@link AvgPool1d}. */
  public static final class Builder extends PoolBuilder<AvgPoolOptions, Builder> {

    private Builder(SizeOption kernelSize) {
      super(kernelSize, new AvgPoolOptions());
      options.padding = SizeOption.ofTuple(0);
    }

    /** Whether added zeros count in an average; true by default. */
    public Builder countIncludePad(boolean countIncludePad) {
      options.countIncludePad(countIncludePad);
      return this;
    }

    /** Makes the layer. Sizes are checked when it runs, as in torch. */
    public AvgPool1d build() {
      return new AvgPool1d(this);
    }

    /** A tuple of one, as torch prints it. */
    @Override
    SizeOption size(long size) {
      return SizeOption.ofTuple(size);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
