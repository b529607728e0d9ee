package io.github.torchrnn.nn;

/** The options of {@link Conv1d} and {@link Conv2d}, with torch's defaults. */
abstract class PaddedConvBuilder<B extends PaddedConvBuilder<B>> extends ConvBuilder<B> {

  PaddedConvBuilder(long inChannels, long outChannels, SizeOption kernelSize) {
    super(inChannels, outChannels, kernelSize);
  }

  /**
   * {@code "valid"} for no added places, or {@code "same"} for as many as give the output the
   * input's size.
   */
  public B padding(String padding) {
    options.padding(padding);
    return self();
  }
}
