package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A layer that sets whole channels to zero at random in training, and scales the others by 1 / (1 -
 * p): {@index torch.nn.Dropout2d}. In evaluation mode it changes nothing.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var dropout = new Dropout2d(0.5)) {
 *   NDArray trained = dropout.forward(Torch.ones(1, 3, 1, 2)); // zeros and twos
 *   dropout.eval();
 *   System.out.println(Torch.repr(dropout.forward(Torch.ones(1, 3, 1, 2))));
 * }
 * // tensor([[[[1., 1.]],
 * //
 * //          [[1., 1.]],
 * //
 * //          [[1., 1.]]]])
 * }</pre>
 */
public final class Dropout2d extends DropoutNd {

  /** Drops half of the channels: {@code torch.nn.Dropout2d()}. */
  public Dropout2d() {
    this(0.5);
  }

  /**
   * The layer: {@code torch.nn.Dropout2d(p)}.
   *
   * @param p the probability of a zero
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public Dropout2d(double p) {
    super(p);
  }

  /** The layer of an int, 0 or 1, which is printed as one: {@code torch.nn.Dropout2d(1)}. */
  public Dropout2d(long p) {
    super(p);
  }

  /**
   * Runs the layer: {@code output = dropout(input)}.
   *
   * @param input (N, C, H, W); of (N, C, L) too the second axis is the channels
   * @return an array of the input's shape
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray drop(NDArray input, double probability, boolean training) {
    return Functional.dropout2d(input, probability, training);
  }
}
