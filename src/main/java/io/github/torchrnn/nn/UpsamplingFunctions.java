package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Transposed convolutions and interpolation: the part of {@link Functional} that lengthens. */
abstract class UpsamplingFunctions extends SpatialFunctions {

  /** The modes that have no corners. */
  private static final List<String> STEPWISE = List.of("nearest", "area", "nearest-exact");

  /** The modes of torch that need inputs of another rank than those of here. */
  private static final List<String> LINEAR = List.of("linear", "bilinear", "trilinear");

  /** Above that, LibTorch's arithmetic of sizes may overflow. */
  private static final double MOST_PLACES = 0x1p53;

  UpsamplingFunctions() {}

  /** A transposed convolution without a bias: {@code conv_transpose1d(input, weight)}. */
  public static NDArray convTranspose1d(NDArray input, NDArray weight) {
    return convTranspose1d(input, weight, null);
  }

  /** A transposed convolution by steps of 1: {@code conv_transpose1d(input, weight, bias)}. */
  public static NDArray convTranspose1d(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return convTranspose1d(input, weight, bias, new ConvTransposeOptions());
  }

  /**
   * The gradient of a convolution along one axis as a function: {@code conv_transpose1d(input,
   * weight, bias, stride, padding, output_padding, groups, dilation)}.
   *
   * @param input (N, C_in, L) or (C_in, L)
   * @param weight (C_in, C_out / groups, kernel_size)
   * @param bias (C_out), or null
   * @return (N, C_out, L_out) or (C_out, L_out)
   * @throws IllegalArgumentException with torch's message if a rank, size, type or option is wrong
   */
  public static NDArray convTranspose1d(
      NDArray input, NDArray weight, @Nullable NDArray bias, ConvTransposeOptions options) {
    Shape shape = Tensors.usable("input", input).getShape();
    Shape windows = Tensors.usable("weight", weight).getShape();
    requireUsable(bias);
    Objects.requireNonNull(options, "options is null");
    if (!shape.isScalar() && !windows.isScalar()) {
      requirePlaces(
          (double) shape.tail() * options.stride,
          2.0 * options.padding,
          (double) windows.tail() * options.dilation,
          options.outputPadding,
          options.groups);
    }
    Windows.requireInts(
        new long[] {options.stride, options.padding, options.dilation, options.outputPadding});
    return Functions.call(
        input.getManager(),
        "conv_transpose1d",
        input,
        weight,
        bias,
        new long[] {options.stride},
        new long[] {options.padding},
        new long[] {options.outputPadding},
        options.groups,
        new long[] {options.dilation});
  }

  private static void requirePlaces(double... places) {
    for (double each : places) {
      if (Math.abs(each) > MOST_PLACES) {
        Tensors.requireSizes(Long.MAX_VALUE);
      }
    }
  }

  /** An input of another size, by the nearest numbers: {@code interpolate(input, size)}. */
  public static NDArray interpolate(NDArray input, long size) {
    return interpolate(input, new InterpolateOptions().size(size));
  }

  /**
   * An input of another size: {@code interpolate(input, size, scale_factor, mode, align_corners,
   * recompute_scale_factor)}.
   *
   * @param input (N, C, L), or (N, C, H, W)
   * @return (N, C, L_out) or (N, C, H_out, W_out)
   * @throws IllegalArgumentException with torch's message if a rank, size, type or option is wrong;
   *     with one of its own for a mode that is torch's alone
   */
  public static NDArray interpolate(NDArray input, InterpolateOptions options) {
    Shape shape = Tensors.usable("input", input).getShape();
    Objects.requireNonNull(options, "options is null");
    if (STEPWISE.contains(options.mode) && options.alignCorners != null) {
      throw new IllegalArgumentException(
          "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
    }
    int axes = shape.dimension() - 2;
    requireOne(shape, axes, options);
    requireMode(shape.dimension(), options.mode);
    return resized(input, axes, options);
  }

  private static void requireOne(Shape shape, int axes, InterpolateOptions options) {
    SizeOption size = options.size;
    double[] factors = options.scaleFactor;
    if (size != null && factors != null) {
      throw new IllegalArgumentException("only one of size or scale_factor should be defined");
    } else if (size == null && factors == null) {
      throw new IllegalArgumentException("either size or scale_factor should be defined");
    }
    String spatial = TorchText.sizes(shape.slice(Math.min(2, shape.dimension())).getShape());
    if (size != null && size.isTuple() && size.along(axes).length != axes) {
      throw new IllegalArgumentException(
          "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of %s and output size of %s. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format."
              .formatted(spatial, size));
    }
    if (factors != null && factors.length > 1 && factors.length != axes) {
      throw new IllegalArgumentException(
          "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of %s and scale_factor of shape %s. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format."
              .formatted(spatial, InterpolateOptions.tuple(factors)));
    }
    if (size != null && options.recomputeScaleFactor) {
      throw new IllegalArgumentException(
          "recompute_scale_factor is not meaningful with an explicit size.");
    }
  }

  private static void requireMode(int rank, String mode) {
    boolean stepwise = mode.equals("nearest") || mode.equals("area");
    if (stepwise && (rank == 3 || rank == 4)
        || mode.equals("linear") && rank == 3
        || mode.equals("bilinear") && rank == 4) {
      return;
    }
    int needed = LINEAR.indexOf(mode) + 3;
    if (rank >= 3 && rank <= 5 && LINEAR.contains(mode) && rank != needed) {
      throw new IllegalArgumentException(
          "Got %sD input, but %s mode needs %sD input".formatted(rank, mode, needed));
    }
    boolean torchs =
        rank == 5 && (STEPWISE.contains(mode) || mode.equals("trilinear"))
            || rank >= 3 && rank <= 5 && mode.equals("nearest-exact")
            || rank == 4 && (mode.equals("bicubic") || mode.equals("lanczos"));
    throw new IllegalArgumentException(
        torchs
            ? "interpolate of %sD input by mode %s is not supported".formatted(rank, mode)
            : "Input Error: Only 3D, 4D and 5D input Tensors supported (got %sD) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got %s)"
                .formatted(rank, mode));
  }

  private static NDArray resized(NDArray input, int axes, InterpolateOptions options) {
    boolean area = options.mode.equals("area");
    boolean recomputed = options.recomputeScaleFactor || area;
    double[] factors = options.scaleFactor;
    Shape shape = input.getShape();
    long[] sizes =
        factors == null ? options.size.along(axes) : sizes(shape, axes, recomputed, factors);
    if (sizes[0] > 0 && sizes[axes - 1] > 0) {
      Tensors.requireSizes(shape.slice(0, 2).addAll(new Shape(sizes)).getShape());
    }
    boolean bySize = factors == null || recomputed;
    if (area) {
      String pool = axes == 1 ? "adaptive_avg_pool1d" : "adaptive_avg_pool2d";
      return Functions.call(input.getManager(), pool, input, sizes);
    }
    long[] size = bySize ? sizes : null;
    Double height = bySize ? null : factors[0];
    Double width = bySize ? null : factors[factors.length - 1];
    boolean corners = options.alignCorners != null && options.alignCorners;
    return switch (options.mode) {
      case "linear" ->
          Functions.call(input.getManager(), "upsample_linear1d", input, size, corners, width);
      case "bilinear" ->
          Functions.call(
              input.getManager(), "upsample_bilinear2d", input, size, corners, height, width);
      default ->
          axes == 1
              ? Functions.call(input.getManager(), "upsample_nearest1d", input, size, width)
              : Functions.call(
                  input.getManager(), "upsample_nearest2d", input, size, height, width);
    };
  }

  /** The sizes that factors make of an input's, in the words of Python, or of C++. */
  private static long[] sizes(Shape shape, int axes, boolean inPython, double... factors) {
    long[] sizes = new long[axes];
    for (int axis = 0; axis < axes; axis++) {
      double size = shape.get(axis + 2) * factors[Math.min(axis, factors.length - 1)];
      if (inPython && !Double.isFinite(size)) {
        throw new IllegalArgumentException(
            "cannot convert float %s to integer"
                .formatted(Double.isNaN(size) ? "NaN" : "infinity"));
      } else if (!(Math.abs(size) < Long.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "value cannot be converted to type int64_t without overflow");
      }
      sizes[axis] = (long) size;
    }
    return sizes;
  }
}
