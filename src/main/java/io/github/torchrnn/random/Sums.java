package io.github.torchrnn.random;

/** Running sums of weights, and the places of numbers among them. */
final class Sums {

  private Sums() {}

  /** The sums of the first weight, of the first two, and so on, added one by one as Python does. */
  static double[] of(double[] weights) {
    double[] sums = weights.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }

  /**
   * The first position whose sum is greater than a number: {@code bisect.bisect(sums, number, 0,
   * last)}.
   *
   * @param last the position to give if none before it has such a sum
   */
  static int position(double[] sums, double number, int last) {
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (number < sums[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
