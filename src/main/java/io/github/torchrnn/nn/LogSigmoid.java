package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The logarithm of {@link Sigmoid}: {@index torch.nn.LogSigmoid}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var log = new LogSigmoid()) {
 *   System.out.println(Torch.repr(log.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-2.1269, -0.9741, -0.6931, -0.2014])
 * }</pre>
 */
public final class LogSigmoid extends UnaryLayer {

  /** The layer. */
  public LogSigmoid() {}

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    return Functional.logsigmoid(input);
  }
}
