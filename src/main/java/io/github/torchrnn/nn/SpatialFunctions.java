package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Convolution;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Convolutions, pooling and padding: the part of {@link Functional} that works on windows. */
abstract class SpatialFunctions extends NormalizationFunctions {

  /** The modes of padding that repeat the array's own numbers. */
  private static final List<String> MODES = List.of("reflect", "replicate", "circular");

  private static final String UNSUPPORTED_PADDING =
      """
      Padding size %s is not supported for %sD input tensor.
      Supported combinations for non-constant padding:
        - 2D or 3D input: padding size = 2 (pads last dimension)
        - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
        - 4D or 5D input: padding size = 6 (pads last 3 dimensions)""";

  SpatialFunctions() {}

  /** A convolution without a bias: {@code conv1d(input, weight)}. */
  public static NDArray conv1d(NDArray input, NDArray weight) {
    return conv1d(input, weight, null);
  }

  /** A convolution by steps of 1, without padding: {@code conv1d(input, weight, bias)}. */
  public static NDArray conv1d(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return conv1d(input, weight, bias, new ConvOptions());
  }

  /**
   * A convolution along one axis: {@code conv1d(input, weight, bias, stride, padding, dilation,
   * groups)}.
   *
   * @param input (N, C_in, L) or (C_in, L)
   * @param weight (C_out, C_in / groups, kernel_size)
   * @param bias (C_out), or null
   * @return (N, C_out, L_out) or (C_out, L_out)
   * @throws IllegalArgumentException with torch's message if a rank, size, type or option is wrong
   */
  public static NDArray conv1d(
      NDArray input, NDArray weight, @Nullable NDArray bias, ConvOptions options) {
    return conv(1, input, weight, bias, options);
  }

  /** A convolution without a bias: {@code conv2d(input, weight)}. */
  public static NDArray conv2d(NDArray input, NDArray weight) {
    return conv2d(input, weight, null);
  }

  /** A convolution by steps of 1, without padding: {@code conv2d(input, weight, bias)}. */
  public static NDArray conv2d(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return conv2d(input, weight, bias, new ConvOptions());
  }

  /**
   * A convolution along two axes: {@code conv2d(input, weight, bias, stride, padding, dilation,
   * groups)}.
   *
   * @param input (N, C_in, H, W) or (C_in, H, W)
   * @param weight (C_out, C_in / groups, kernel_height, kernel_width)
   * @param bias (C_out), or null
   * @return (N, C_out, H_out, W_out) or (C_out, H_out, W_out)
   * @throws IllegalArgumentException with torch's message if a rank, size, type or option is wrong
   */
  public static NDArray conv2d(
      NDArray input, NDArray weight, @Nullable NDArray bias, ConvOptions options) {
    return conv(2, input, weight, bias, options);
  }

  private static NDArray conv(
      int axes, NDArray input, NDArray weight, @Nullable NDArray bias, ConvOptions options) {
    Tensors.usable("input", input);
    Tensors.usable("weight", weight);
    requireUsable(bias);
    Objects.requireNonNull(options, "options is null").requireWord();
    Windows.requireInts(
        options.stride.along(axes), options.padding.along(axes), options.dilation.along(axes));
    return Convolution.run(
        axes,
        input,
        weight,
        bias,
        options.stride.along(axes),
        options.padding.along(axes),
        options.isSame(),
        options.dilation.along(axes),
        options.groups);
  }

  /** The greatest number of each window: {@code max_pool1d(input, kernel_size)}. */
  public static NDArray maxPool1d(NDArray input, long kernelSize) {
    return maxPool1d(input, kernelSize, new MaxPoolOptions());
  }

  /** {@link #maxPool1d(NDArray, long, MaxPoolOptions)} with a stride. */
  public static NDArray maxPool1d(NDArray input, long kernelSize, long stride) {
    return maxPool1d(input, kernelSize, new MaxPoolOptions().stride(stride));
  }

  /**
   * The greatest number of each window along one axis: {@code max_pool1d(input, kernel_size,
   * stride, padding, dilation, ceil_mode)}.
   *
   * @param input (N, C, L) or (C, L)
   * @return (N, C, L_out) or (C, L_out)
   * @throws IllegalArgumentException with torch's message if a rank, size or option is wrong
   */
  public static NDArray maxPool1d(NDArray input, long kernelSize, MaxPoolOptions options) {
    return maxPool1d(input, new long[] {kernelSize}, options);
  }

  static NDArray maxPool1d(NDArray input, long[] kernelSize, MaxPoolOptions options) {
    return maxPool("max_pool1d", input, kernelSize, options);
  }

  /** The greatest number of each window: {@code max_pool2d(input, kernel_size)}. */
  public static NDArray maxPool2d(NDArray input, long kernelSize) {
    return maxPool2d(input, kernelSize, new MaxPoolOptions());
  }

  /** {@link #maxPool2d(NDArray, long[], MaxPoolOptions)} of square windows, with a stride. */
  public static NDArray maxPool2d(NDArray input, long kernelSize, long stride) {
    return maxPool2d(input, kernelSize, new MaxPoolOptions().stride(stride));
  }

  /** {@link #maxPool2d(NDArray, long[], MaxPoolOptions)} of square windows. */
  public static NDArray maxPool2d(NDArray input, long kernelSize, MaxPoolOptions options) {
    return maxPool2d(input, new long[] {kernelSize, kernelSize}, options);
  }

  /**
   * The greatest number of each window along two axes: {@code max_pool2d(input, kernel_size,
   * stride, padding, dilation, ceil_mode)}.
   *
   * @param input (N, C, H, W) or (C, H, W)
   * @param kernelSize the height and the width of the window
   * @return (N, C, H_out, W_out) or (C, H_out, W_out)
   * @throws IllegalArgumentException with torch's message if a rank, size or option is wrong
   */
  public static NDArray maxPool2d(NDArray input, long[] kernelSize, MaxPoolOptions options) {
    return maxPool("max_pool2d", input, kernelSize, options);
  }

  private static NDArray maxPool(
      String function, NDArray input, long[] kernelSize, MaxPoolOptions options) {
    Tensors.usable("input", input);
    int axes = axes(kernelSize);
    Objects.requireNonNull(options, "options is null");
    Windows.requireInts(kernelSize, options.dilation.along(axes));
    return Functions.call(
        input.getManager(),
        function,
        input,
        kernelSize,
        options.stride == null ? kernelSize : options.stride.along(axes),
        options.padding.along(axes),
        options.dilation.along(axes),
        options.ceilMode);
  }

  /** The mean of each window: {@code avg_pool1d(input, kernel_size)}. */
  public static NDArray avgPool1d(NDArray input, long kernelSize) {
    return avgPool1d(input, kernelSize, new AvgPoolOptions());
  }

  /** {@link #avgPool1d(NDArray, long, AvgPoolOptions)} with a stride. */
  public static NDArray avgPool1d(NDArray input, long kernelSize, long stride) {
    return avgPool1d(input, kernelSize, new AvgPoolOptions().stride(stride));
  }

  /**
   * The mean of each window along one axis: {@code avg_pool1d(input, kernel_size, stride, padding,
   * ceil_mode, count_include_pad)}.
   *
   * @param input (N, C, L) or (C, L), floating
   * @return (N, C, L_out) or (C, L_out)
   * @throws IllegalArgumentException with torch's message if a rank, size or option is wrong
   */
  public static NDArray avgPool1d(NDArray input, long kernelSize, AvgPoolOptions options) {
    return avgPool1d(input, new long[] {kernelSize}, options);
  }

  static NDArray avgPool1d(NDArray input, long[] kernelSize, AvgPoolOptions options) {
    Tensors.usable("input", input);
    Objects.requireNonNull(options, "options is null");
    if (options.divisorOverride != null) {
      throw new IllegalArgumentException(
          "avg_pool1d() got an unexpected keyword argument 'divisor_override'");
    }
    Windows.requireInts(kernelSize);
    return Functions.call(
        input.getManager(),
        "avg_pool1d",
        input,
        kernelSize,
        options.stride == null ? kernelSize : options.stride.along(1),
        options.padding.along(1),
        options.ceilMode,
        options.countIncludePad);
  }

  /** The mean of each window: {@code avg_pool2d(input, kernel_size)}. */
  public static NDArray avgPool2d(NDArray input, long kernelSize) {
    return avgPool2d(input, kernelSize, new AvgPoolOptions());
  }

  /** {@link #avgPool2d(NDArray, long[], AvgPoolOptions)} of square windows, with a stride. */
  public static NDArray avgPool2d(NDArray input, long kernelSize, long stride) {
    return avgPool2d(input, kernelSize, new AvgPoolOptions().stride(stride));
  }

  /** {@link #avgPool2d(NDArray, long[], AvgPoolOptions)} of square windows. */
  public static NDArray avgPool2d(NDArray input, long kernelSize, AvgPoolOptions options) {
    return avgPool2d(input, new long[] {kernelSize, kernelSize}, options);
  }

  /**
   * The mean of each window along two axes: {@code avg_pool2d(input, kernel_size, stride, padding,
   * ceil_mode, count_include_pad, divisor_override)}.
   *
   * @param input (N, C, H, W) or (C, H, W), floating
   * @param kernelSize the height and the width of the window
   * @return (N, C, H_out, W_out) or (C, H_out, W_out)
   * @throws IllegalArgumentException with torch's message if a rank, size or option is wrong
   */
  public static NDArray avgPool2d(NDArray input, long[] kernelSize, AvgPoolOptions options) {
    Tensors.usable("input", input);
    int axes = axes(kernelSize);
    Objects.requireNonNull(options, "options is null");
    Windows.requireInts(kernelSize);
    return Functions.call(
        input.getManager(),
        "avg_pool2d",
        input,
        kernelSize,
        options.stride == null ? kernelSize : options.stride.along(axes),
        options.padding.along(axes),
        options.ceilMode,
        options.countIncludePad,
        options.divisorOverride);
  }

  private static int axes(long... kernelSize) {
    return Objects.requireNonNull(kernelSize, "kernel_size is null").length;
  }

  /**
   * Means along one axis, as many as are asked for: {@code adaptive_avg_pool1d(input,
   * output_size)}.
   *
   * @param input (N, C, L) or (C, L), floating
   * @return (N, C, output_size) or (C, output_size)
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong
   */
  public static NDArray adaptiveAvgPool1d(NDArray input, long outputSize) {
    Tensors.usable("input", input);
    return Functions.call(
        input.getManager(), "adaptive_avg_pool1d", input, new long[] {outputSize});
  }

  /** A square of means: {@code adaptive_avg_pool2d(input, output_size)}. */
  public static NDArray adaptiveAvgPool2d(NDArray input, long outputSize) {
    return adaptiveAvgPool2d(input, outputSize, outputSize);
  }

  /** {@link #adaptiveAvgPool2d(NDArray, Long, Long)} of two sizes. */
  public static NDArray adaptiveAvgPool2d(NDArray input, long height, long width) {
    return adaptiveAvgPool2d(input, Long.valueOf(height), Long.valueOf(width));
  }

  /**
   * Means along two axes, as many as are asked for: {@code adaptive_avg_pool2d(input, (height,
   * width))}.
   *
   * @param input (N, C, H, W) or (C, H, W), floating
   * @param height the size of the output's last axis but one; null for the input's
   * @param width the size of the output's last axis; null for the input's
   * @return (N, C, height, width) or (C, height, width)
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong
   */
  public static NDArray adaptiveAvgPool2d(
      NDArray input, @Nullable Long height, @Nullable Long width) {
    long[] sizes = Tensors.usable("input", input).getShape().getShape();
    if (sizes.length < 2) {
      throw new IllegalArgumentException(
          "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got " + TorchText.sizes(sizes));
    }
    long[] output = {
      height == null ? sizes[sizes.length - 2] : height,
      width == null ? sizes[sizes.length - 1] : width
    };
    return Functions.call(input.getManager(), "adaptive_avg_pool2d", input, output);
  }

  /** Zeros around an array: {@code pad(input, pad)}. */
  public static NDArray pad(NDArray input, long... pad) {
    return padded(input, pad, "constant", null);
  }

  /** More places around an array: {@code pad(input, pad, mode)}. */
  public static NDArray pad(NDArray input, long[] pad, String mode) {
    return padded(input, pad, mode, null);
  }

  /**
   * More places around an array: {@code pad(input, pad, mode, value)}.
   *
   * @param input an array of any shape; for other modes than "constant" the last one, two or three
   *     axes are padded, of 2 to 5
   * @param pad how many places before and after each axis, the last axis first: left, right, top,
   *     bottom; fewer than none cut places off
   * @param mode "constant", "reflect", "replicate" or "circular"
   * @param value the number in the new places, of mode "constant"
   * @return an array of the same type
   * @throws IllegalArgumentException with torch's message if the mode or a size is wrong
   */
  public static NDArray pad(NDArray input, long[] pad, String mode, double value) {
    return padded(input, pad, mode, value);
  }

  private static NDArray padded(NDArray input, long[] pad, String mode, @Nullable Double value) {
    Tensors.usable("input", input);
    Objects.requireNonNull(pad, "pad is null");
    Objects.requireNonNull(mode, "mode is null");
    int rank = input.getShape().dimension();
    boolean asMany = pad.length == 2 * (rank - 2) || pad.length == 2 * (rank - 1);
    boolean askable = pad.length % 2 == 0 && pad.length <= 2 * rank;
    if (askable && MODES.contains(mode) && value == null && (pad.length > 6 || !asMany)) {
      throw new IllegalArgumentException(UNSUPPORTED_PADDING.formatted(pad.length, rank));
    }
    return Functions.call(input.getManager(), "pad", input, pad, mode, value);
  }

  /**
   * Sets whole channels to zero at random and scales the others by 1 / (1 - p): {@code
   * dropout1d(input, p, training)}.
   *
   * @param input (N, C, L), or (C, L) for one example
   * @param p the probability of a zero, in [0, 1]
   * @param training whether to drop at all
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if the probability, rank or type is wrong
   */
  public static NDArray dropout1d(NDArray input, double p, boolean training) {
    Functional.requireProbability(p);
    int rank = Tensors.usable("input", input).getShape().dimension();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          "dropout1d: Expected 2D or 3D input, but received a %sD input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
              .formatted(rank));
    }
    if (rank == 3) {
      return featureDropout(input, p, training);
    }
    NDArray one = Functions.call(input.getManager(), "unsqueeze", input, 0);
    NDArray dropped = featureDropout(one, p, training);
    return Functions.call(input.getManager(), "squeeze_dim", dropped, 0);
  }

  /**
   * Sets whole channels to zero at random and scales the others by 1 / (1 - p): {@code
   * dropout2d(input, p, training)}.
   *
   * @param input (N, C, H, W); of (N, C, L) too the second axis is the channels
   * @param p the probability of a zero, in [0, 1]
   * @param training whether to drop at all
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if the probability or type is wrong
   */
  public static NDArray dropout2d(NDArray input, double p, boolean training) {
    Functional.requireProbability(p);
    return featureDropout(Tensors.usable("input", input), p, training);
  }

  private static NDArray featureDropout(NDArray input, double p, boolean training) {
    requireDroppable(input, p, training);
    return Functions.call(input.getManager(), "feature_dropout", input, p, training);
  }

  /** Refuses integers, which cannot be scaled. */
  static void requireDroppable(NDArray input, double p, boolean training) {
    DataType type = input.getDataType();
    if (training && p > 0 && p < 1 && !type.isFloating() && !input.isEmpty()) {
      throw new IllegalArgumentException(
          "result type Float can't be cast to the desired output type "
              + TorchText.scalarType(type));
    }
  }
}
