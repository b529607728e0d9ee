package io.github.torchrnn.jit;

import java.util.Arrays;

/**
 * The parts of a packed batch that take equal times. The longest sequences are one part, and the
 * shortest another, so that only one of them goes through all steps of time; it has less sequences.
 */
final class PackedShares {

  /**
   * What a step of time costs beside its rows, in rows: calls of operators, and weights that are
   * read anew. Measured with hidden sizes of 128 on Zen 5; it is up to 10 on other processors.
   */
  private static final long ROWS_OF_A_STEP = 4;

  private final long[] lengths;
  private final int threads;

  private PackedShares(long[] lengths, int threads) {
    this.lengths = lengths;
    this.threads = threads;
  }

  /**
   * Finds the parts.
   *
   * @param batchSizes the number of sequences that have each step
   * @return where each part begins among the sequences from the longest to the shortest, and the
   *     end
   */
  static long[] bounds(long[] batchSizes, int threads) {
    long[] lengths = new long[(int) batchSizes[0]];
    for (long size : batchSizes) {
      for (int i = 0; i < size; i++) {
        lengths[i]++;
      }
    }
    PackedShares shares = new PackedShares(lengths, Math.min(threads, lengths.length));
    long least = 0;
    long most = Arrays.stream(lengths).sum() + ROWS_OF_A_STEP * lengths[0];
    while (least < most) {
      long middle = (least + most) / 2;
      if (shares.bounds(middle) == null) {
        least = middle + 1;
      } else {
        most = middle;
      }
    }
    return shares.bounds(least);
  }

  /** Parts none of which costs more; null if there would be too many. */
  private long[] bounds(long most) {
    long[] bounds = new long[threads + 1];
    int next = 0;
    for (int part = 0; part < threads; part++) {
      long cost = ROWS_OF_A_STEP * lengths[Math.min(next, lengths.length - 1)];
      int others = threads - part - 1; // which get one each
      int start = next;
      while (next < lengths.length - others && cost + lengths[next] <= most) {
        cost += lengths[next++];
      }
      if (next == start) {
        return null;
      }
      bounds[part + 1] = next;
    }
    return next == lengths.length ? bounds : null;
  }
}
