package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** The mean of each window along one axis: {@code torch.nn.AvgPool1d}. */
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

  @Override
  String script() {
    return "return torch.avg_pool1d(%s, %s, %s)"
        .formatted(window(), python(options.ceilMode), python(options.countIncludePad));
  }

  /** The options of {@link AvgPool1d}. */
  public static final class Builder {
    private final SizeOption kernelSize;
    private final AvgPoolOptions options = new AvgPoolOptions();

    private Builder(SizeOption kernelSize) {
      this.kernelSize = kernelSize;
      options.padding = SizeOption.ofTuple(0);
    }

    /** How far the window moves from one output to the next; the window's size by default. */
    public Builder stride(long stride) {
      options.stride = SizeOption.ofTuple(stride);
      return this;
    }

    /** How many places are added at both ends, zeros; 0 by default, at most half of the window. */
    public Builder padding(long padding) {
      options.padding = SizeOption.ofTuple(padding);
      return this;
    }

    /** Whether a window that reaches beyond the end counts; false by default. */
    public Builder ceilMode(boolean ceilMode) {
      options.ceilMode(ceilMode);
      return this;
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
  }
}
