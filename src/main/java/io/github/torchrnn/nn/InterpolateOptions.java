package io.github.torchrnn.nn;

import io.github.torchrnn.internal.PythonNumber;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link Functional#interpolate}, with torch's defaults. One number is for
 * all axes; either a size or a factor is given.
 */
public final class InterpolateOptions {

  @Nullable SizeOption size;
  double @Nullable [] scaleFactor;
  String mode = "nearest";
  @Nullable Boolean alignCorners;
  boolean recomputeScaleFactor;

  /** The size of the output along each axis. */
  public InterpolateOptions size(long size) {
    this.size = SizeOption.of(size);
    return this;
  }

  /** {@link #size(long)} of each axis. */
  public InterpolateOptions size(long height, long width) {
    size = SizeOption.of(height, width);
    return this;
  }

  /** How many times as long as the input the output is along each axis. */
  public InterpolateOptions scaleFactor(double scaleFactor) {
    this.scaleFactor = new double[] {scaleFactor};
    return this;
  }

  /** {@link #scaleFactor(double)} of each axis. */
  public InterpolateOptions scaleFactor(double height, double width) {
    scaleFactor = new double[] {height, width};
    return this;
  }

  /**
   * How numbers between those of the input are found: {@code "nearest"}, the default, {@code
   * "linear"} for one axis, {@code "bilinear"} for two, or {@code "area"} for means.
   */
  public InterpolateOptions mode(String mode) {
    this.mode = Objects.requireNonNull(mode, "mode is null");
    return this;
  }

  /**
   * Whether the first and last numbers stay at the ends, of the linear modes; false by default,
   * where the ends of their places do.
   */
  public InterpolateOptions alignCorners(boolean alignCorners) {
    this.alignCorners = alignCorners;
    return this;
  }

  /**
   * Whether the factor by which places are found is that of the sizes, rather than the given one;
   * false by default.
   */
  public InterpolateOptions recomputeScaleFactor(boolean recomputeScaleFactor) {
    this.recomputeScaleFactor = recomputeScaleFactor;
    return this;
  }

  /** The factors as Python prints a tuple. */
  static String tuple(double... factors) {
    return Arrays.stream(factors)
        .mapToObj(PythonNumber::repr)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
