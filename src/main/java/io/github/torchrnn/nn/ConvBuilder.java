package io.github.torchrnn.nn;

import java.util.Objects;

/** The options of all convolutions, with torch's defaults. */
abstract class ConvBuilder<B extends ConvBuilder<B>> extends LayerBuilder<B> {
  final long inChannels;
  final long outChannels;
  final SizeOption kernelSize;
  final ConvOptions options = new ConvOptions();
  boolean bias = true;
  String paddingMode = "zeros";

  ConvBuilder(long inChannels, long outChannels, SizeOption kernelSize) {
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = kernelSize;
  }

  /** How far the window moves from one output to the next; 1 by default. */
  public B stride(long stride) {
    options.stride(stride);
    return self();
  }

  /** How many places are added at both ends; 0 by default. */
  public B padding(long padding) {
    options.padding(padding);
    return self();
  }

  /** The distance between the window's points; 1 by default. */
  public B dilation(long dilation) {
    options.dilation(dilation);
    return self();
  }

  /** The number of groups of channels that do not see each other; 1 by default. */
  public B groups(long groups) {
    options.groups(groups);
    return self();
  }

  /** Whether the layer adds a bias; true by default. */
  public B bias(boolean bias) {
    this.bias = bias;
    return self();
  }

  /**
   * The content of the added places: {@code "zeros"}, the default, {@code "reflect"}, {@code
   * "replicate"} or {@code "circular"}.
   */
  public B paddingMode(String paddingMode) {
    this.paddingMode = Objects.requireNonNull(paddingMode, "padding_mode is null");
    return self();
  }
}
