package io.github.torchrnn.nn;

/** The keyword arguments of {@link Functional#convTranspose1d}, with torch's defaults. */
public final class ConvTransposeOptions {

  long stride = 1;
  long padding;
  long outputPadding;
  long groups = 1;
  long dilation = 1;

  /** How far the window moves along the output for each place of the input; 1 by default. */
  public ConvTransposeOptions stride(long stride) {
    this.stride = stride;
    return this;
  }

  /** How many places are cut off at both ends of the output; 0 by default. */
  public ConvTransposeOptions padding(long padding) {
    this.padding = padding;
    return this;
  }

  /** How many places are added at the end of the output; 0 by default. */
  public ConvTransposeOptions outputPadding(long outputPadding) {
    this.outputPadding = outputPadding;
    return this;
  }

  /** The number of groups of channels that do not see each other; 1 by default. */
  public ConvTransposeOptions groups(long groups) {
    this.groups = groups;
    return this;
  }

  /** The distance between the window's points; 1 by default. */
  public ConvTransposeOptions dilation(long dilation) {
    this.dilation = dilation;
    return this;
  }
}
