package io.github.torchrnn.random;

import static io.github.torchrnn.random.Checks.require;

/** The sizes of arrays to draw. */
final class Sizes {

  private Sizes() {}

  /** The number of elements of an array, which Java's have to hold as well. */
  static int count(long... sizes) {
    double count = 1;
    for (long size : sizes) {
      require(size >= 0, "negative dimensions are not allowed");
      count *= size;
    }
    require(
        count <= Integer.MAX_VALUE,
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible"
            + " size.");
    return (int) count;
  }
}
