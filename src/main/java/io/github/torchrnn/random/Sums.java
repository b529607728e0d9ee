package io.github.torchrnn.random;

import static io.github.torchrnn.random.Checks.require;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

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

  /**
   * Positions whose weights have given sums, drawn as {@code random.choices} does.
   *
   * @param sums at least one
   * @param k how many positions
   * @param random gives numbers in [0, 1)
   */
  static int[] draws(double[] sums, int k, DoubleSupplier random) {
    int last = sums.length - 1;
    require(!(sums[last] <= 0), "Total of weights must be greater than zero");
    require(Double.isFinite(sums[last]), "Total of weights must be finite");
    int[] positions = new int[Math.max(0, k)];
    Arrays.setAll(positions, i -> position(sums, random.getAsDouble() * sums[last], last));
    return positions;
  }
}
