package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A layer that sets whole channels to zero at random in training, and scales the others by 1 / (1 -
 * p): {@index torch.nn.Dropout1d}. In evaluation mode it changes nothing.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var dropout = new Dropout1d(0.5)) {
 *   NDArray trained = dropout.forward(Torch.ones(4, 2)); // zeros and twos
 *   dropout.eval();
 *   System.out.println(Torch.repr(dropout.forward(Torch.ones(4, 2))));
 * }
 * // tensor([[1., 1.],
 * //         [1., 1.],
 * //         [1., 1.],
 * //         [1., 1.]])
 * }</pre>
 */
public final class Dropout1d extends DropoutNd {

  /** Drops half of the channels: {@code torch.nn.Dropout1d()}. */
  public Dropout1d() {
    this(0.5);
  }

  /**
   * The layer: {@code torch.nn.Dropout1d(p)}.
   *
   * @param p the probability of a zero
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public Dropout1d(double p) {
    super(p);
  }

  /** The layer of an int, 0 or 1, which is printed as one: {@code torch.nn.Dropout1d(1)}. */
  public Dropout1d(long p) {
    super(p);
  }

  /**
   * Runs the layer: {@code output = dropout(input)}.
   *
   * @param input (N, C, L), or (C, L) for one example
   * @return an array of the input's shape
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray drop(NDArray input, double probability, boolean training) {
    return Functional.dropout1d(input, probability, training);
  }
}
