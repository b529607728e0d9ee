package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Convolution;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Base of the convolutions along one axis or two, {@link Conv1d} and {@link Conv2d}. */
abstract class ConvNd extends UnaryLayer {

  private static final String ZEROS = "zeros";
  private static final List<String> MODES = List.of(ZEROS, "reflect", "replicate", "circular");

  private final int axes;
  private final long inChannels;
  private final long outChannels;
  private final long[] kernelSize;
  private final long[] stride;
  private final long[] padding;
  private final String paddingWord;
  private final boolean same;
  private final long[] dilation;
  private final long groups;
  private final String paddingMode;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  ConvNd(int axes, ConvBuilder<?> builder) {
    this.axes = axes;
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
    sizes[0] = outChannels;
    sizes[1] = inChannels / groups;
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
      long fan = inChannels / groups * new Shape(kernelSize).size();
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

  /** The windows of all channels, of (out_channels, in_channels / groups, kernel_size...). */
  public final NDArray weight() {
    return value(weight);
  }

  /** The summands of the channels, of (out_channels), or null if the layer has no bias. */
  public final @Nullable NDArray bias() {
    return value(bias);
  }

  @Override
  final NDArray run(NDArray input, Weights weights, boolean training) {
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input", input), weight());
    boolean zeros = paddingMode.equals(ZEROS);
    return Convolution.run(
        axes,
        zeros ? input : Functional.pad(input, around(), paddingMode),
        weights.of(weight),
        weights.of(bias),
        stride,
        zeros ? padding : new long[axes],
        zeros && same,
        dilation,
        groups);
  }

  /** The places that are added before and after each axis, the last axis first. */
  private long[] around() {
    long[] around = new long[2 * axes];
    for (int axis = 0; axis < axes; axis++) {
      int at = 2 * (axes - 1 - axis);
      long total = same ? dilation[axis] * (kernelSize[axis] - 1) : 2 * padding[axis];
      around[at] = total / 2;
      around[at + 1] = total - total / 2;
    }
    return around;
  }

  @Override
  final Shape outputShape(Shape input) {
    Shape shape =
        same ? input : Windows.output(input, kernelSize, stride, padding, dilation, false);
    return Windows.with(shape, axes + 1, outChannels);
  }

  @Override
  protected final String extraRepr() {
    return "%d, %d, kernel_size=%s, stride=%s"
            .formatted(
                inChannels, outChannels, TorchText.tuple(kernelSize), TorchText.tuple(stride))
        + paddingRepr()
        + (all(dilation, 1) ? "" : ", dilation=" + TorchText.tuple(dilation))
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
