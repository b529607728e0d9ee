package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A convolution along two axes: {@index torch.nn.Conv2d}.
 *
 * <p>The windows are drawn by {@code kaiming_uniform_} with a of sqrt(5), and the bias from
 * U(-1/sqrt(fan_in), 1/sqrt(fan_in)).
 *
 * <p>Weights: {@code weight} (out_channels, in_channels / groups, height, width of the window),
 * {@code bias} (out_channels).
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var conv = new Conv2d(1, 1, 2)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
 *   System.out.println(Torch.repr(conv.forward(x)));
 * }
 * // tensor([[[[-3.9253, -4.4403, -4.9553]]]])
 * }</pre>
 */
public final class Conv2d extends PaddedConv {

  /**
   * A layer with torch's defaults: {@code torch.nn.Conv2d(in_channels, out_channels, kernel_size)}.
   */
  public Conv2d(long inChannels, long outChannels, long kernelSize) {
    this(builder(inChannels, outChannels, kernelSize));
  }

  private Conv2d(Builder options) {
    super(2, options);
  }

  /**
   * Options of a layer.
   *
   * @param inChannels the number of the input's channels
   * @param outChannels the number of the output's channels
   * @param kernelSize the size of the window along both axes
   */
  public static Builder builder(long inChannels, long outChannels, long kernelSize) {
    return new Builder(inChannels, outChannels, SizeOption.of(kernelSize));
  }

  /** {@link #builder(long, long, long)} with a window of (height, width). */
  public static Builder builder(long inChannels, long outChannels, long height, long width) {
    return new Builder(inChannels, outChannels, SizeOption.of(height, width));
  }

  /**
   * Runs the layer: {@code output = conv(input)}.
   *
   * @param input (N, in_channels, H, W), or (in_channels, H, W) for one example
   * @return (N, out_channels, H_out, W_out), or without N, which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  /** The options of {@link Conv2d}. */
  public static final class Builder extends PaddedConvBuilder<Builder> {

    private Builder(long inChannels, long outChannels, SizeOption kernelSize) {
      super(inChannels, outChannels, kernelSize);
    }

    /** {@link #stride(long)} of each axis. */
    public Builder stride(long height, long width) {
      options.stride(height, width);
      return this;
    }

    /** {@link #padding(long)} of each axis. */
    public Builder padding(long height, long width) {
      options.padding(height, width);
      return this;
    }

    /** {@link #dilation(long)} of each axis. */
    public Builder dilation(long height, long width) {
      options.dilation(height, width);
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Conv2d build() {
      return new Conv2d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
