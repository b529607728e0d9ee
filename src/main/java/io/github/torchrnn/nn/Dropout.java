package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * A layer that sets numbers to zero at random in training, and scales the others by 1 / (1 - p):
 * {@index torch.nn.Dropout}. In evaluation mode it changes nothing.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var dropout = new Dropout(0.5)) {
 *   NDArray trained = dropout.forward(Torch.ones(8)); // zeros and twos
 *   dropout.eval();
 *   System.out.println(Torch.repr(dropout.forward(Torch.ones(8))));
 * }
 * // tensor([1., 1., 1., 1., 1., 1., 1., 1.])
 * }</pre>
 */
public final class Dropout extends DropoutNd {

  /** Drops half of the numbers: {@code torch.nn.Dropout()}. */
  public Dropout() {
    this(0.5);
  }

  /**
   * The layer: {@code torch.nn.Dropout(p)}.
   *
   * @param p the probability of a zero
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public Dropout(double p) {
    super(p);
  }

  /** The layer of an int, 0 or 1, which is printed as one: {@code torch.nn.Dropout(1)}. */
  public Dropout(long p) {
    super(p);
  }

  @Override
  NDArray drop(NDArray input, double probability, boolean training) {
    return Functional.dropout(input, probability, training);
  }
}
