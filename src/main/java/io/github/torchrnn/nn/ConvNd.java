package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base of all convolutions, {@link PaddedConv} and {@link ConvTranspose1d}: options and weights.
 */
abstract class ConvNd extends UnaryLayer {

  static final String ZEROS = "zeros";
  private static final List<String> MODES = List.of(ZEROS, "reflect", "replicate", "circular");

  final int axes;
  private final long inChannels;
  private final long outChannels;
  private final long[] outputPadding;
  final long[] kernelSize;
  final long[] stride;
  final long[] padding;
  private final String paddingWord;
  final boolean same;
  final long[] dilation;
  final long groups;
  final String paddingMode;
  final Parameter weight;
  final @Nullable Parameter bias;

  /**
   * Draws the weights.
   *
   * @param outputPadding of a transposed convolution, else null
   */
  ConvNd(int axes, ConvBuilder<?> builder, long @Nullable [] outputPadding) {
    this.axes = axes;
    this.outputPadding = outputPadding == null ? new long[axes] : outputPadding;
    ConvOptions options = builder.options;
    inChannels = builder.inChannels;
    outChannels = builder.outChannels;
    kernelSize = builder.kernelSize.along(axes);
    stride = options.stride.along(axes);
    padding = options.padding.along(axes);
    paddingWord = options.paddingWord;
    same = options.isSame();
    dilation = options.dilation.along(axes);
    groups = options.groups;
    paddingMode = builder.paddingMode;
    check();
    long[] sizes = new long[axes + 2];
    sizes[0] = outputPadding == null ? outChannels : inChannels;
    sizes[1] = (outputPadding == null ? inChannels : outChannels) / groups;
    System.arraycopy(kernelSize, 0, sizes, 2, axes);
    Tensors.requireNotNegative(sizes);
    weight = addParameter("weight", builder.dtype, builder.device, sizes);
    bias = builder.bias ? addParameter("bias", builder.dtype, builder.device, outChannels) : null;
    resetParameters();
  }

  /** The size of the window along each axis: {@code kernel_size}. */
  public final long[] kernelSize() {
    return kernelSize.clone();
  }

  /** The step of the window along each axis: {@code stride}. */
  public final long[] stride() {
    return stride.clone();
  }

  /** The places added at each end of each axis, unless given by a word: {@code padding}. */
  public final long[] padding() {
    return padding.clone();
  }

  /** The distance between the window's points along each axis: {@code dilation}. */
  public final long[] dilation() {
    return dilation.clone();
  }

  /** The number of groups of channels: {@code groups}. */
  public final long groups() {
    return groups;
  }

  private void check() {
    if (groups <= 0) {
      throw new IllegalArgumentException("groups must be a positive integer");
    }
    if (inChannels % groups != 0) {
      throw new IllegalArgumentException("in_channels must be divisible by groups");
    }
    if (outChannels % groups != 0) {
      throw new IllegalArgumentException("out_channels must be divisible by groups");
    }
    if (!paddingWord.isEmpty() && !same && !paddingWord.equals("valid")) {
      throw new IllegalArgumentException(
          "Invalid padding string '%s', should be one of {'same', 'valid'}".formatted(paddingWord));
    }
    if (same && Arrays.stream(stride).anyMatch(step -> step != 1)) {
      throw new IllegalArgumentException(
          "padding='same' is not supported for strided convolutions");
    }
    if (!MODES.contains(paddingMode)) {
      throw new IllegalArgumentException(
          ("padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got"
                  + " padding_mode='%s'")
              .formatted(paddingMode));
    }
  }

  /** Draws weight and bias anew. */
  public final void resetParameters() {
    Init.kaimingUniform_(weight(), Math.sqrt(5));
    if (bias != null) {
      long fan = weight().getShape().slice(1).size();
      double bound = fan > 0 ? 1 / Math.sqrt(fan) : 0;
      Init.uniform_(bias(), 0 - bound, bound);
    }
  }

  /** The number of the input's channels: {@code in_channels}. */
  public final long inChannels() {
    return inChannels;
  }

  /** The number of the output's channels: {@code out_channels}. */
  public final long outChannels() {
    return outChannels;
  }

  /**
   * The windows of all channels, of (out_channels, in_channels / groups, kernel_size...), or of a
   * transposed convolution (in_channels, out_channels / groups, kernel_size...).
   */
  public final NDArray weight() {
    return value(weight);
  }

  /** The summands of the channels, of (out_channels), or null if the layer has no bias. */
  public final @Nullable NDArray bias() {
    return value(bias);
  }

  @Override
  protected final String extraRepr() {
    return "%s, %s, kernel_size=%s, stride=%s"
            .formatted(
                inChannels, outChannels, TorchText.tuple(kernelSize), TorchText.tuple(stride))
        + paddingRepr()
        + (all(dilation, 1) ? "" : ", dilation=" + TorchText.tuple(dilation))
        + (all(outputPadding, 0) ? "" : ", output_padding=" + TorchText.tuple(outputPadding))
        + (groups == 1 ? "" : ", groups=" + groups)
        + (bias == null ? ", bias=False" : "")
        + (paddingMode.equals(ZEROS) ? "" : ", padding_mode=" + paddingMode);
  }

  private String paddingRepr() {
    if (paddingWord.isEmpty()) {
      return all(padding, 0) ? "" : ", padding=" + TorchText.tuple(padding);
    }
    return ", padding=" + paddingWord;
  }

  private static boolean all(long[] numbers, long number) {
    return Arrays.stream(numbers).allMatch(it -> it == number);
  }
}
