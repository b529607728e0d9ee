package io.github.torchrnn.random;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/** The draws of {@code random.sample}: positions in a population, each at most once. */
final class SampleDraws {

  /** The size of the largest population from which Python draws in a copy, for small samples. */
  private static final long SMALL = 21;

  private SampleDraws() {}

  /**
   * Positions in random order.
   *
   * @param size of the population
   * @param k how many, from 0 to the size
   * @param below draws an integer from 0 to its argument
   */
  static long[] positions(long size, int k, LongUnaryOperator below) {
    return size <= poolLimit(k) ? ofPool((int) size, k, below) : ofSet(size, k, below);
  }

  /** The size of the largest population that Python copies to draw from. */
  private static long poolLimit(int k) {
    long table = 1;
    while (table < 3L * k) {
      table *= 4;
    }
    return k > 5 ? SMALL + table : SMALL;
  }

  private static long[] ofPool(int size, int k, LongUnaryOperator below) {
    int[] pool = IntStream.range(0, size).toArray();
    long[] chosen = new long[k];
    for (int i = 0; i < k; i++) {
      int last = size - 1 - i;
      int j = (int) below.applyAsLong(last);
      chosen[i] = pool[j];
      pool[j] = pool[last];
    }
    return chosen;
  }

  private static long[] ofSet(long size, int k, LongUnaryOperator below) {
    Set<Long> drawn = new LinkedHashSet<>();
    while (drawn.size() < k) {
      drawn.add(below.applyAsLong(size - 1));
    }
    return drawn.stream().mapToLong(Long::longValue).toArray();
  }
}
