package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution along one axis as a layer, which makes a sequence longer: {@index
 * torch.nn.ConvTranspose1d}.
 *
 * <p>The windows are drawn by {@code kaiming_uniform_} with a of sqrt(5), and the bias from
 * U(-1/sqrt(fan_in), 1/sqrt(fan_in)), where fan_in is {@code out_channels / groups * kernel_size}.
 *
 * <p>Weights: {@code weight} (in_channels, out_channels / groups, kernel_size), {@code bias}
 * (out_channels).
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var conv = ConvTranspose1d.builder(1, 1, 2).stride(2).build()) {
 *   System.out.println(Torch.repr(conv.forward(Torch.tensor(new float[] {1, 2, 3}, 1, 1, 3))));
 * }
 * // tensor([[[-0.5873, -0.2027, -0.5926,  0.1767, -0.5979,  0.5560]]])
 * }</pre>
 */
public final class ConvTranspose1d extends ConvNd {

  private final long outputPadding;

  /**
   * A layer with torch's defaults: {@code torch.nn.ConvTranspose1d(in_channels, out_channels,
   * kernel_size)}.
   */
  public ConvTranspose1d(long inChannels, long outChannels, long kernelSize) {
    this(builder(inChannels, outChannels, kernelSize));
  }

  private ConvTranspose1d(Builder options) {
    super(1, options.onlyZeros(), new long[] {options.outputPadding});
    outputPadding = options.outputPadding;
  }

  /** The places added at the end of the output: {@code output_padding}. */
  public long outputPadding() {
    return outputPadding;
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
   * @return (N, out_channels, L_out), or without N, which belongs to the input's manager; L_out is
   *     {@code (L - 1) stride - 2 padding + dilation (kernel_size - 1) + output_padding + 1}
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  /**
   * Runs the layer for an output of a size: {@code output = conv(input, output_size)}.
   *
   * @param outputSize L_out, or all sizes of the output: one of the stride's many that a
   *     convolution would make of L
   * @throws IllegalArgumentException with torch's message if the input cannot become so long
   */
  public NDArray forward(NDArray input, long... outputSize) {
    Objects.requireNonNull(outputSize, "output_size is null");
    return whileOpen(() -> run(input, OWN, outputSize));
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return run(input, weights, (long[]) null);
  }

  private NDArray run(NDArray input, Weights weights, long @Nullable [] outputSize) {
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input", input), weight());
    long added = outputSize == null ? outputPadding : added(input.getShape(), outputSize);
    return Functional.convTranspose1d(
        input,
        weights.of(weight),
        weights.of(bias),
        new ConvTransposeOptions()
            .stride(stride[0])
            .padding(padding[0])
            .outputPadding(added)
            .groups(groups)
            .dilation(dilation[0]));
  }

  /** The places to add for an output of a size. */
  private long added(Shape input, long... outputSize) {
    int rank = input.dimension();
    int axis = rank == 3 ? 2 : 1;
    if (outputSize.length != 1 && outputSize.length != axis + 1) {
      throw new IllegalArgumentException(
          "ConvTranspose1D: for %sD input, output_size must have 1 or %s elements (got %s)"
              .formatted(rank, axis + 1, outputSize.length));
    }
    if (rank <= axis) {
      throw new IllegalArgumentException(
          rank == 0
              ? "Dimension specified as 1 but tensor has no dimensions"
              : "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    }
    long size = outputSize[outputSize.length - 1];
    long least = length(input.get(axis), 0);
    long most = least + stride[0] - 1;
    if (size < least || size > most) {
      throw new IllegalArgumentException(
          "requested an output size of [%s], but valid sizes range from [%s] to [%s] (for an input of %s)"
              .formatted(size, least, most, TorchText.size(input.slice(Math.min(2, rank)))));
    }
    return size - least;
  }

  private long length(long input, long added) {
    return (input - 1) * stride[0] - 2 * padding[0] + dilation[0] * (kernelSize[0] - 1) + added + 1;
  }

  @Override
  Shape outputShape(Shape input) {
    Shape longer = Windows.with(input, 1, length(input.tail(), outputPadding));
    return Windows.with(longer, 2, outChannels());
  }

  /** The options of {@link ConvTranspose1d}. */
  public static final class Builder extends ConvBuilder<Builder> {
    private long outputPadding;

    private Builder(long inChannels, long outChannels, SizeOption kernelSize) {
      super(inChannels, outChannels, kernelSize);
    }

    /**
     * How many places are added at the end of the output; 0 by default, less than stride or
     * dilation.
     */
    public Builder outputPadding(long outputPadding) {
      this.outputPadding = outputPadding;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public ConvTranspose1d build() {
      return new ConvTranspose1d(this);
    }

    private Builder onlyZeros() {
      if (!paddingMode.equals(ZEROS)) {
        throw new IllegalArgumentException(
            "Only \"zeros\" padding mode is supported for ConvTranspose1d");
      }
      return this;
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
