package io.github.torchrnn.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Line charts on white, as PNG files. */
final class Plots {

  private final XYChart chart;

  private Plots(String title, String xAxis, String yAxis) {
    chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .theme(ChartTheme.Matlab)
            .build();
  }

  /** The loss of each epoch. */
  static Plots loss(List<Double> losses) {
    Plots plot = new Plots("Loss", "epoch", "loss");
    plot.add("loss", losses.stream().mapToDouble(Double::doubleValue).toArray(), 1);
    plot.chart.getStyler().setLegendVisible(false);
    return plot;
  }

  /** Each unit of the hidden state over the steps of a sequence. */
  static Plots hiddenStates(List<float[]> states) {
    Plots plot = new Plots("Hidden state", "step", "h");
    for (int unit = 0; unit < states.get(0).length; unit++) {
      int index = unit;
      plot.add("h[" + unit + "]", states.stream().mapToDouble(state -> state[index]).toArray(), 0);
    }
    return plot;
  }

  private void add(String name, double[] values, int first) {
    double[] steps = new double[values.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = first + i;
    }
    chart.addSeries(name, steps, values).setMarker(SeriesMarkers.CIRCLE);
  }

  /** Writes the picture. */
  void save(Path file) {
    try (var out = Files.newOutputStream(file)) {
      BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
