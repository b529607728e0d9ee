package io.github.torchrnn.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines that values are added to for as long as one likes, and their chart. */
final class GrowingLines {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  /** The values of a line that are kept, at most: two for each pixel or so. */
  private static final int MOST = 1024;

  /** Up to how many values each has a circle: a line of one value could not be seen. */
  private static final int CIRCLES = 50;

  private final List<String> names;

  /** The values that are kept, of each step an array with a value for each line. */
  private final List<double[]> kept = new ArrayList<>();

  /** From one value that is kept to the next, in steps. */
  private long stride = 1;

  private long steps;

  GrowingLines(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("the lines need names, each its own, got " + names);
    }
    this.names = names;
  }

  void add(double... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "%d lines need as many values, got %d".formatted(names.size(), values.length));
    }
    if (steps % stride == 0) {
      if (kept.size() == MOST) {
        thin();
      }
      if (steps % stride == 0) {
        kept.add(values.clone());
      }
    }
    steps++;
  }

  private void thin() {
    for (int i = 0; i < MOST / 2; i++) {
      kept.set(i, kept.get(2 * i));
    }
    kept.subList(MOST / 2, MOST).clear();
    stride *= 2;
  }

  /** The steps of the values that are kept, from 1 on. */
  double[] x() {
    return IntStream.range(0, kept.size()).mapToDouble(i -> 1 + i * stride).toArray();
  }

  double[] y(int line) {
    return kept.stream()
        .mapToDouble(values -> values[line])
        .map(value -> Double.isFinite(value) ? value : Double.NaN)
        .toArray();
  }

  BufferedImage picture() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(String.join(", ", names))
            .xAxisTitle("step")
            .theme(ChartTheme.Matlab)
            .build();
    chart.getStyler().setLegendVisible(names.size() > 1);
    if (!kept.isEmpty()) {
      Marker marker = kept.size() > CIRCLES ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE;
      for (int line = 0; line < names.size(); line++) {
        chart.addSeries(names.get(line), x(), y(line)).setMarker(marker);
      }
    }
    return BitmapEncoder.getBufferedImage(chart);
  }
}
