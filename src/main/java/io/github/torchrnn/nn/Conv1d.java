package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A convolution along one axis: {@index torch.nn.Conv1d}.
 *
 * <p>The windows are drawn by {@code kaiming_uniform_} with a of sqrt(5), and the bias from
 * U(-1/sqrt(fan_in), 1/sqrt(fan_in)).
 *
 * <p>Weights: {@code weight} (out_channels, in_channels / groups, kernel_size), {@code bias}
 * (out_channels).
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var conv = new Conv1d(1, 2, 3)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 6);
 *   System.out.println(Torch.repr(conv.forward(x)));
 * }
 * // tensor([[[-0.8219, -0.9917, -1.1615, -1.3313],
 * //          [ 0.0526, -0.4398, -0.9323, -1.4247]]])
 * }</pre>
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
