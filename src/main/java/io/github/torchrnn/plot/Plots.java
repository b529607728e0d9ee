package io.github.torchrnn.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Charts of 800 x 500 pixels, and a diagram of a network whose size grows with it. A notebook shows
 * the image that is a cell's last value.
 */
public final class Plots {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  private static final Color BLUE = new Color(0x08306B);
  private static final Color LIGHT_BLUE = new Color(0x4393C3);
  private static final Color LIGHT_RED = new Color(0xD6604D);

  private Plots() {}

  /** A line of the losses of all epochs, from epoch 1 on. */
  public static BufferedImage loss(List<Double> losses) {
    Objects.requireNonNull(losses, "losses is null");
    return losses(Map.of("loss", losses));
  }

  /** Lines of the losses of several networks, by the networks' names, from epoch 1 on. */
  public static BufferedImage losses(Map<String, List<Double>> losses) {
    Objects.requireNonNull(losses, "losses is null");
    XYChart chart = lines("Loss", "epoch", "loss");
    losses.forEach(
        (name, values) -> {
          if (!values.isEmpty()) {
            add(chart, name, values.stream().mapToDouble(Double::doubleValue).toArray(), 1);
          }
        });
    chart.getStyler().setLegendVisible(losses.size() > 1);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * A chart that grows while a network trains, below the cell of a notebook.
   *
   * @param names the names of its lines: {@code Plots.live("loss")}
   * @throws IllegalArgumentException if there are none, or two are equal
   */
  public static LiveChart live(String... names) {
    return LiveChart.of(names);
  }

  /**
   * The hidden state over the steps of a sequence, with a line for each unit.
   *
   * @param states an array of hidden_size numbers for each step
   * @throws IllegalArgumentException if there are no states, or their lengths differ
   */
  public static BufferedImage hiddenStates(List<float[]> states) {
    requireStates(states);
    XYChart chart = lines("Hidden state", "step", "h");
    for (int unit = 0; unit < states.get(0).length; unit++) {
      int index = unit;
      add(
          chart,
          "h[" + unit + "]",
          states.stream().mapToDouble(state -> state[index]).toArray(),
          0);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * The hidden state as a heat map: a column for each step, a row for each unit, blue for -1, white
   * for 0, red for 1.
   *
   * @param states an array of hidden_size numbers for each step
   * @param steps the label of each column; labels may be equal
   * @throws IllegalArgumentException if there are no states, their lengths differ, or there are not
   *     as many labels
   */
  public static BufferedImage heatMap(List<float[]> states, List<String> steps) {
    Objects.requireNonNull(steps, "steps is null");
    requireStates(states);
    if (steps.size() != states.size()) {
      throw new IllegalArgumentException(
          "%d states need as many labels, got %d".formatted(states.size(), steps.size()));
    }
    List<Number[]> cells = new ArrayList<>();
    for (int step = 0; step < states.size(); step++) {
      for (int unit = 0; unit < states.get(step).length; unit++) {
        cells.add(new Number[] {step, unit, states.get(step)[unit]});
      }
    }
    HeatMapChart chart = map("Hidden state", "step", "unit", LIGHT_BLUE, Color.WHITE, LIGHT_RED);
    chart.getStyler().setMin(-1).setMax(1);
    chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("0.00");
    // A category axis drops doubles, so each label carries the number of its step.
    List<String> columns =
        IntStream.range(0, steps.size()).mapToObj(i -> (i + 1) + ": " + steps.get(i)).toList();
    List<String> rows =
        IntStream.range(0, states.get(0).length).mapToObj(i -> "h[" + i + "]").toList();
    chart.addSeries("h", columns, rows, cells);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * A network unrolled in time: a column of cells for each step, one above the other, that hand
   * their hidden states up and to the right.
   *
   * @param inputs the label below each step
   * @param outputs the label above each step, as many as inputs
   * @param layers the number of cells above one another, at least 1
   * @throws IllegalArgumentException if there are no inputs, not as many outputs, or no layers
   */
  public static BufferedImage unrolled(List<String> inputs, List<String> outputs, int layers) {
    return new Unrolled(inputs, outputs, layers).image();
  }

  /**
   * A series, and a forecast of it.
   *
   * @param start the step of the first number of the forecast
   */
  public static BufferedImage forecast(double[] series, double[] forecast, int start) {
    Objects.requireNonNull(series, "series is null");
    Objects.requireNonNull(forecast, "forecast is null");
    XYChart chart = lines("Forecast", "step", "value");
    add(chart, "data", series, 0).setMarker(SeriesMarkers.NONE);
    add(chart, "forecast", forecast, start).setMarker(SeriesMarkers.NONE);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * A confusion matrix.
   *
   * @param classes their names
   * @param counts (classes, classes): how many examples of the row's class were classified as the
   *     column's
   * @throws IllegalArgumentException if counts has another shape
   */
  public static BufferedImage confusion(List<String> classes, int[][] counts) {
    Objects.requireNonNull(classes, "classes is null");
    Objects.requireNonNull(counts, "counts is null");
    if (Arrays.stream(counts).mapToInt(row -> row.length).anyMatch(n -> n != counts.length)
        || counts.length != classes.size()) {
      throw new IllegalArgumentException(
          "counts must have a row and a column for each of %d classes".formatted(classes.size()));
    }
    List<Number[]> cells = new ArrayList<>();
    for (int is = 0; is < counts.length; is++) {
      for (int taken = 0; taken < counts.length; taken++) {
        cells.add(new Number[] {taken, is, counts[is][taken]});
      }
    }
    HeatMapChart chart = map("Confusion", "taken for", "is", Color.WHITE, BLUE);
    chart.getStyler().setXAxisLabelRotation(60);
    chart.addSeries("words", classes, classes, cells);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Pictures side by side, from left to right.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static BufferedImage beside(BufferedImage... pictures) {
    Objects.requireNonNull(pictures, "pictures is null");
    if (pictures.length == 0) {
      throw new IllegalArgumentException("nothing to put side by side");
    }
    int width = Arrays.stream(pictures).mapToInt(BufferedImage::getWidth).sum();
    int height = Arrays.stream(pictures).mapToInt(BufferedImage::getHeight).max().getAsInt();
    BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setBackground(Color.WHITE);
    graphics.clearRect(0, 0, width, height);
    int x = 0;
    for (BufferedImage picture : pictures) {
      graphics.drawImage(picture, x, 0, null);
      x += picture.getWidth();
    }
    graphics.dispose();
    return all;
  }

  /**
   * Writes a picture as PNG.
   *
   * @throws UncheckedIOException if that fails
   */
  public static void save(BufferedImage picture, Path file) {
    Objects.requireNonNull(picture, "picture is null");
    Objects.requireNonNull(file, "file is null");
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireStates(List<float[]> states) {
    Objects.requireNonNull(states, "states is null");
    if (states.isEmpty()
        || states.get(0).length == 0
        || states.stream().anyMatch(state -> state.length != states.get(0).length)) {
      throw new IllegalArgumentException("states must be arrays of one length, and not empty");
    }
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

  private static HeatMapChart map(String title, String xAxis, String yAxis, Color... colors) {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .theme(ChartTheme.Matlab)
            .build();
    chart.getStyler().setRangeColors(colors);
    return chart;
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
}
