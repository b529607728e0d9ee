package io.github.torchrnn.random;

/**
 * The part of the module {@code numpy} that programs draw from: {@code np.random.randn(3)} is
 * {@code Numpy.random.randn(3)}.
 */
public final class Numpy {

  /** The module {@code numpy.random}: the state that its functions share, seeded by chance. */
  public static final RandomState random = new RandomState();

  private Numpy() {}
}
