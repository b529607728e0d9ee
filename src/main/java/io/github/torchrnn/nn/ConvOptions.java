package io.github.torchrnn.nn;

import java.util.Objects;

/**
 * The keyword arguments of {@link Functional#conv1d} and {@link Functional#conv2d}, with torch's
 * defaults. One number is for all axes.
 */
public final class ConvOptions {

  private static final String SAME = "same";

  SizeOption stride = SizeOption.of(1);
  SizeOption padding = SizeOption.of(0);
  String paddingWord = "";
  SizeOption dilation = SizeOption.of(1);
  long groups = 1;

  /** How far the window moves from one output to the next; 1 by default. */
  public ConvOptions stride(long stride) {
    this.stride = SizeOption.of(stride);
    return this;
  }

  /** {@link #stride(long)} of each axis. */
  public ConvOptions stride(long height, long width) {
    stride = SizeOption.of(height, width);
    return this;
  }

  /** How many zeros are added at both ends; 0 by default. */
  public ConvOptions padding(long padding) {
    this.padding = SizeOption.of(padding);
    paddingWord = "";
    return this;
  }

  /** {@link #padding(long)} of each axis. */
  public ConvOptions padding(long height, long width) {
    padding = SizeOption.of(height, width);
    paddingWord = "";
    return this;
  }

  /**
   * {@code "valid"} for no zeros, or {@code "same"} for as many as give the output the input's
   * size.
   */
  public ConvOptions padding(String padding) {
    paddingWord = Objects.requireNonNull(padding, "padding is null");
    this.padding = SizeOption.of(0);
    return this;
  }

  /** The distance between the window's points; 1 by default. */
  public ConvOptions dilation(long dilation) {
    this.dilation = SizeOption.of(dilation);
    return this;
  }

  /** {@link #dilation(long)} of each axis. */
  public ConvOptions dilation(long height, long width) {
    dilation = SizeOption.of(height, width);
    return this;
  }

  /** The number of groups of channels that do not see each other; 1 by default. */
  public ConvOptions groups(long groups) {
    this.groups = groups;
    return this;
  }

  /** Whether the output gets the input's size. */
  boolean isSame() {
    return paddingWord.equals(SAME);
  }

  /** Refuses a word that torch does not know. */
  void requireWord() {
    if (!paddingWord.isEmpty() && !isSame() && !paddingWord.equals("valid")) {
      throw new IllegalArgumentException("Invalid padding string: '" + paddingWord + "'");
    }
  }
}
