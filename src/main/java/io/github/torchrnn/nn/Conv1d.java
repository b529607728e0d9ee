package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A convolution along one axis: {@index torch.nn.Conv1d}.
 *
 * <p>The windows are drawn by {@code kaiming_uniform_} with a of sqrt(5), and the bias from
 * U(-1/sqrt(fan_in), 1/sqrt(fan_in)).
 */
public final class Conv1d extends PaddedConv {

  /**
   * A layer with torch's defaults: {@code torch.nn.Conv1d(in_channels, out_channels, kernel_size)}.
   */
  public Conv1d(long inChannels, long outChannels, long kernelSize) {
    this(builder(inChannels, outChannels, kernelSize));
  }

  private Conv1d(Builder options) {
    super(1, options);
  }

  /**
   * Options of a layer.
   *
   * @param inChannels the number of the input's channels
   * @param outChannels the number of the output's channels
   * @param kernelSize the size of the window
   */
  public static Builder builder(long inChannels, long outChannels, long kernelSize) {
    return new Builder(inChannels, outChannels, SizeOption.of(kernelSize));
  }

  /**
   * Runs the layer: {@code output = conv(input)}.
   *
   * @param input (N, in_channels, L), or (in_channels, L) for one example
   * @return (N, out_channels, L_out), or without N, which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  /** The options of {@link Conv1d}. */
  public static final class Builder extends PaddedConvBuilder<Builder> {

    private Builder(long inChannels, long outChannels, SizeOption kernelSize) {
      super(inChannels, outChannels, kernelSize);
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Conv1d build() {
      return new Conv1d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
