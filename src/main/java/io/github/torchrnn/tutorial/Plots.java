package io.github.torchrnn.tutorial;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts on white, side by side in a PNG file. */
final class Plots {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  private final List<Chart<?, ?>> charts;

  private Plots(List<Chart<?, ?>> charts) {
    this.charts = charts;
  }

  /** The loss of each epoch. */
  static Plots loss(List<Double> losses) {
    XYChart chart = lines("Loss", "epoch", "loss");
    if (!losses.isEmpty()) {
      add(chart, "loss", losses.stream().mapToDouble(Double::doubleValue).toArray(), 1);
    }
    chart.getStyler().setLegendVisible(false);
    return new Plots(List.of(chart));
  }

  /** Each unit of the hidden state over the steps of a sequence. */
  static Plots hiddenStates(List<float[]> states) {
    XYChart chart = lines("Hidden state", "step", "h");
    for (int unit = 0; unit < states.get(0).length; unit++) {
      int index = unit;
      add(
          chart,
          "h[" + unit + "]",
          states.stream().mapToDouble(state -> state[index]).toArray(),
          0);
    }
    return new Plots(List.of(chart));
  }

  /** A series, and what was forecast from the given step on. */
  static Plots forecast(double[] series, double[] forecast, int start) {
    XYChart chart = lines("Forecast", "step", "value");
    add(chart, "data", series, 0).setMarker(SeriesMarkers.NONE);
    add(chart, "forecast", forecast, start).setMarker(SeriesMarkers.NONE);
    return new Plots(List.of(chart));
  }

  /** How many examples of each class, by row, were taken for each, by column. */
  static Plots confusion(List<String> classes, int[][] counts) {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Confusion")
            .xAxisTitle("taken for")
            .yAxisTitle("is")
            .theme(ChartTheme.Matlab)
            .build();
    List<Number[]> cells = new ArrayList<>();
    for (int is = 0; is < counts.length; is++) {
      for (int taken = 0; taken < counts.length; taken++) {
        cells.add(new Number[] {taken, is, counts[is][taken]});
      }
    }
    chart.getStyler().setXAxisLabelRotation(60);
    chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(0x08306B)});
    chart.addSeries("words", classes, classes, cells);
    return new Plots(List.of(chart));
  }

  /** These charts and, on their right, others. */
  Plots and(Plots others) {
    return new Plots(Stream.concat(charts.stream(), others.charts.stream()).toList());
  }

  private static XYChart lines(String title, String xAxis, String yAxis) {
    return new XYChartBuilder()
        .width(WIDTH)
        .height(HEIGHT)
        .title(title)
        .xAxisTitle(xAxis)
        .yAxisTitle(yAxis)
        .theme(ChartTheme.Matlab)
        .build();
  }

  private static XYSeries add(XYChart chart, String name, double[] values, int first) {
    double[] steps = new double[values.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = first + i;
    }
    XYSeries series = chart.addSeries(name, steps, values);
    series.setMarker(SeriesMarkers.CIRCLE);
    return series;
  }

  /** Writes the picture. */
  void save(Path file) {
    BufferedImage picture =
        new BufferedImage(WIDTH * charts.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < charts.size(); i++) {
      BufferedImage chart = BitmapEncoder.getBufferedImage(charts.get(i));
      picture.createGraphics().drawImage(chart, i * WIDTH, 0, null);
    }
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
