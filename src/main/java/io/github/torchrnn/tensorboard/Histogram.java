package io.github.torchrnn.tensorboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The message {@code HistogramProto} of numbers: torch's make_histogram. */
final class Histogram {

  private static final double FIRST = 1e-12;
  private static final double LAST = 1e20;
  private static final double GROWTH = 1.1;

  /**
   * The limits that torch takes by default: growing by a tenth, negative ones, 0, positive ones.
   */
  private static final double[] DEFAULT_BINS = defaultBins();

  private Histogram() {}

  private static double[] defaultBins() {
    List<Double> positive = new ArrayList<>();
    for (double v = FIRST; v < LAST; v *= GROWTH) {
      positive.add(v);
    }
    int count = positive.size();
    double[] bins = new double[2 * count + 1];
    for (int i = 0; i < count; i++) {
      bins[count + 1 + i] = positive.get(i);
      bins[count - 1 - i] = -positive.get(i);
    }
    return bins;
  }

  static double[] bins() {
    return DEFAULT_BINS.clone();
  }

  /**
   * The message.
   *
   * @param limits of the bins, increasing; a number on a limit is of the bin above, and on the last
   *     limit of the last bin
   */
  static ProtoBytes of(double[] values, double... limits) {
    if (values.length == 0) {
      throw new IllegalArgumentException("The input has no element.");
    }
    double[] counts = counts(values, limits);
    int start = 0;
    while (start < counts.length && counts[start] == 0) {
      start++;
    }
    if (start == counts.length && start != 1) {
      throw new IllegalArgumentException("The histogram is empty, please file a bug report.");
    }
    int end = counts.length;
    while (end > start && counts[end - 1] == 0) {
      end--;
    }
    // TensorBoard has right limits only: an empty bin below keeps the leftmost one.
    double[] bucket = new double[end - start + 1];
    System.arraycopy(counts, start, bucket, 1, end - start);
    double sum = 0;
    double squares = 0;
    double least = values[0];
    double greatest = values[0];
    for (double value : values) {
      sum += value;
      squares += value * value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new ProtoBytes()
        .real(1, least)
        .real(2, greatest)
        .real(3, values.length)
        .real(4, sum)
        .real(5, squares)
        .reals(6, Arrays.copyOfRange(limits, start, end + 1))
        .reals(7, bucket);
  }

  /** {@code numpy.histogram(values, bins)}. */
  private static double[] counts(double[] values, double... limits) {
    for (int i = 1; i < limits.length; i++) {
      if (!(limits[i - 1] <= limits[i])) {
        throw new IllegalArgumentException("`bins` must increase monotonically, when an array");
      }
    }
    double[] counts = new double[Math.max(0, limits.length - 1)];
    for (double value : values) {
      int bin = bin(value, limits);
      if (bin >= 0) {
        counts[bin]++;
      }
    }
    return counts;
  }

  /** The last bin whose left limit is not above the value, or -1 for one outside of all. */
  private static int bin(double value, double... limits) {
    if (limits.length < 2 || !(value >= limits[0] && value <= limits[limits.length - 1])) {
      return -1;
    }
    int low = 0;
    int high = limits.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (limits[middle] <= value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
