package io.github.torchrnn.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Lines that values are added to for as long as one likes, and their chart. */
final class GrowingLines {

  /** The values of a line that are kept, at most: two for each pixel or so. */
  private static final int MOST = 1024;

  private final List<String> names;

  /** The values that are kept, of each step an array with a value for each line. */
  private final List<double[]> kept = new ArrayList<>();

  /** From one value that is kept to the next, in steps. */
  private long stride = 1;

  private long steps;

  /** The values of the last step, which are shown in any case. */
  private double[] last = {};

  GrowingLines(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("the lines need names, each its own, got " + names);
    }
    LineChart.requireLines(names.size());
    this.names = names;
  }

  void add(double... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "%s lines need as many values, got %s".formatted(names.size(), values.length));
    }
    if (steps % stride == 0) {
      if (kept.size() == MOST) {
        thin();
      }
      if (steps % stride == 0) {
        kept.add(values.clone());
      }
    }
    last = values.clone();
    steps++;
  }

  private void thin() {
    for (int i = 0; i < MOST / 2; i++) {
      kept.set(i, kept.get(2 * i));
    }
    kept.subList(MOST / 2, MOST).clear();
    stride *= 2;
  }

  /** The steps of the values that are shown, from 1 on. */
  double[] x() {
    return LongStream.range(0, shown()).mapToDouble(i -> Math.min(1 + i * stride, steps)).toArray();
  }

  /** The values that are shown of a line. */
  double[] y(int line) {
    return IntStream.range(0, shown())
        .mapToDouble(i -> (i < kept.size() ? kept.get(i) : last)[line])
        .toArray();
  }

  private int shown() {
    boolean lastIsKept = (steps - 1) % stride == 0;
    return kept.size() + (lastIsKept || steps == 0 ? 0 : 1);
  }

  BufferedImage picture() {
    List<String> shown = names.stream().map(Words::own).toList();
    LineChart chart = new LineChart(String.join(", ", shown), Words.of("iteration"), "", false);
    for (int line = 0; line < names.size(); line++) {
      chart.add(shown.get(line), x(), y(line));
    }
    return chart.image();
  }
}
