package io.github.torchrnn.plot;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What is drawn of a line with more numbers than pixels, which would take XChart minutes. */
final class LongLine {

  /** How many numbers are drawn in any case. */
  private static final int MOST = 8192;

  /** Into how many stretches longer lines are cut: more than there are pixels. */
  private static final int STRETCHES = 2048;

  private LongLine() {}

  /**
   * The places of the numbers to draw: of each stretch the ends, the least and the greatest number
   * and a gap, so that the line covers the same pixels.
   */
  static int[] kept(double[] values) {
    if (values.length <= MOST) {
      return IntStream.range(0, values.length).toArray();
    }
    return IntStream.range(0, STRETCHES)
        .flatMap(
            i -> {
              int first = (int) ((long) values.length * i / STRETCHES);
              int end = (int) ((long) values.length * (i + 1) / STRETCHES);
              return kept(values, first, end).stream().mapToInt(place -> place);
            })
        .toArray();
  }

  private static Set<Integer> kept(double[] values, int first, int end) {
    Set<Integer> kept = new TreeSet<>(Set.of(first, end - 1));
    int least = first;
    int greatest = first;
    int gap = first;
    for (int i = first; i < end; i++) {
      if (Double.isNaN(values[i])) {
        gap = i;
      } else {
        least = values[i] >= values[least] ? least : i; // also if that is NaN
        greatest = values[i] <= values[greatest] ? greatest : i;
      }
    }
    kept.add(gap);
    kept.add(least);
    kept.add(greatest);
    return kept;
  }
}
