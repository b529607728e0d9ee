package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** The logarithm of {@link Sigmoid}: {@index torch.nn.LogSigmoid}. */
public final class LogSigmoid extends UnaryLayer {

  /** The layer. */
  public LogSigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.logsigmoid(input);
  }
}
