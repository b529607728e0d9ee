package io.github.torchrnn.plot;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.InternalPrograms;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Charts of 800 x 500 pixels, maps of up to that, and diagrams of networks whose size grows with
 * them. A notebook shows the image that is a cell's last value.
 */
public final class Plots {

  private Plots() {}

  /**
   * Chooses the language of titles and axes in all pictures from now on, as a setting in
   * matplotlib's {@code rcParams} would: English, with which it begins, or Chinese. Where no font
   * of the machine has Chinese letters, pictures stay in English, and the log says so.
   *
   * @throws IllegalArgumentException for another language
   */
  public static void locale(Locale locale) {
    Words.locale(locale);
  }

  /** A line of the losses of all epochs, from epoch 1 on; see {@link #losses}. */
  public static BufferedImage loss(List<Double> losses) {
    Objects.requireNonNull(losses, "losses is null");
    return losses(Map.of("loss", losses));
  }

  /**
   * Lines of the losses of several networks, by the networks' names, from epoch 1 on. A loss that
   * is NaN or infinite leaves a gap.
   *
   * @throws IllegalArgumentException if there are more than 200
   */
  public static BufferedImage losses(Map<String, List<Double>> losses) {
    Objects.requireNonNull(losses, "losses is null");
    LineChart chart =
        new LineChart(Words.of("loss"), Words.of("epoch"), Words.of("loss.axis"), false);
    losses.forEach((name, values) -> chart.add(name, 1, doubles(name, values)));
    return chart.image();
  }

  private static double[] doubles(String name, List<Double> values) {
    Objects.requireNonNull(values, () -> "the losses of '" + name + "' are null");
    return values.stream()
        .mapToDouble(
            value -> Objects.requireNonNull(value, () -> "a loss of '" + name + "' is null"))
        .toArray();
  }

  /**
   * Lines of several series, by their names, over their numbers' places, from 0 on, as {@code
   * plt.plot(y)} draws them, with a gap where a number is NaN or infinite. Texts that Plots has
   * words for itself, as "epochs", "train loss" or "test accuracy", are shown in the language of
   * {@link #locale}.
   *
   * @throws IllegalArgumentException if there are more than 200
   */
  public static BufferedImage lines(
      String title, String xLabel, String yLabel, Map<String, double[]> series) {
    return lines(chart(title, xLabel, yLabel, false), series);
  }

  /**
   * Lines on a logarithmic vertical axis, with a gap where a number is not positive too, as {@code
   * plt.semilogy(y, nonpositive="mask")} draws them; see {@link #lines(String, String, String,
   * Map)}.
   *
   * @throws IllegalArgumentException if there are more than 200
   */
  public static BufferedImage logLines(
      String title, String xLabel, String yLabel, Map<String, double[]> series) {
    return lines(chart(title, xLabel, yLabel, true), series);
  }

  private static LineChart chart(String title, String xLabel, String yLabel, boolean logarithmic) {
    return new LineChart(Words.own(title), Words.own(xLabel), Words.own(yLabel), logarithmic);
  }

  private static BufferedImage lines(LineChart chart, Map<String, double[]> series) {
    Objects.requireNonNull(series, "series is null");
    series.forEach((name, values) -> chart.add(Words.own(name), 0, values));
    return chart.image();
  }

  /**
   * A chart that grows while a network trains, below the cell of a notebook.
   *
   * @param names the names of its lines: {@code Plots.live("loss")}
   * @throws IllegalArgumentException if there are none, two are equal, or there are more than 200
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
    double[][] units = Matrices.transposed(Matrices.of("states", states));
    LineChart chart = new LineChart(Words.of("hidden"), Words.of("step"), "h", false);
    for (int unit = 0; unit < units.length; unit++) {
      chart.add(unit(unit), 0, units[unit]);
    }
    return chart.image();
  }

  /**
   * The hidden state while a network reads: a column below each character, a row for each unit,
   * blue for -1, white for 0, red for 1.
   *
   * @param states (steps, hidden_size), as a layer's output for one sequence; (steps, 1,
   *     hidden_size) or (1, steps, hidden_size) for a batch of one
   * @param characters what is read in each step; they may be equal
   * @throws IllegalArgumentException if states has another shape, there are not as many characters,
   *     or a number is NaN or infinite
   */
  public static BufferedImage hiddenStates(NDArray states, List<String> characters) {
    return hidden(Matrices.of("states", states, "(steps, hidden_size)"), "characters", characters);
  }

  /**
   * The hidden state as a heat map: a column for each step, a row for each unit, unit 0 on top,
   * blue for -1, white for 0, red for 1.
   *
   * @param states an array of hidden_size numbers for each step
   * @param steps the label of each column; labels may be equal
   * @throws IllegalArgumentException if there are no states, their lengths differ, there are not as
   *     many labels, or a number is NaN or infinite
   */
  public static BufferedImage heatMap(List<float[]> states, List<String> steps) {
    Objects.requireNonNull(steps, "steps is null");
    return hidden(Matrices.of("states", states), "steps", steps);
  }

  private static BufferedImage hidden(double[][] states, String name, List<String> labels) {
    return new CellMap(
            Matrices.transposed(states),
            ColorScale.signed(Math.max(1, Matrices.bound(states))),
            Words.of("hidden"),
            new CellMap.Side(
                "", IntStream.range(0, states[0].length).mapToObj(Plots::unit).toList()),
            new CellMap.Side("", Matrices.labels(name, labels, states.length)))
        .image();
  }

  private static String unit(int unit) {
    return "h[" + unit + "]";
  }

  /**
   * A matrix as a heat map, row 0 on top: from white to blue, or, if a number is negative, from
   * blue over white to red.
   *
   * @param matrix of two axes; those of one index before the last one do not count
   * @param rows the label of each row; labels may be equal
   * @param columns the label of each column
   * @throws IllegalArgumentException if the matrix has another shape, there are not as many labels,
   *     or a number is NaN or infinite
   */
  public static BufferedImage heatMap(NDArray matrix, List<String> rows, List<String> columns) {
    return heatMap(Matrices.of("matrix", matrix, "(rows, columns)"), rows, columns);
  }

  /** A matrix as a heat map; see {@link #heatMap(NDArray, List, List)}. */
  public static BufferedImage heatMap(float[][] matrix, List<String> rows, List<String> columns) {
    Objects.requireNonNull(matrix, "matrix is null");
    return heatMap(Matrices.of("matrix", Arrays.asList(matrix)), rows, columns);
  }

  private static BufferedImage heatMap(double[][] matrix, List<String> rows, List<String> columns) {
    return new CellMap(
            matrix,
            ColorScale.of(matrix),
            "",
            new CellMap.Side("", Matrices.labels("rows", rows, matrix.length)),
            new CellMap.Side("", Matrices.labels("columns", columns, matrix[0].length)))
        .image();
  }

  /**
   * Where a decoder looks: a row for each token that it writes, above them what it reads.
   *
   * @param weights (target, source), as {@code MultiheadAttention} returns them averaged over its
   *     heads; axes of one index before the last one do not count
   * @throws IllegalArgumentException if weights has another shape, or a number is NaN or infinite
   */
  public static BufferedImage attention(NDArray weights, List<String> source, List<String> target) {
    double[][] matrix = Matrices.of("weights", weights, "(target, source)");
    return new CellMap(
            matrix,
            ColorScale.of(matrix),
            Words.of("attention"),
            new CellMap.Side("", Matrices.labels("target tokens", target, matrix.length)),
            new CellMap.Side("", Matrices.labels("source tokens", source, matrix[0].length)))
        .image();
  }

  /**
   * Small histograms side by side, one for each array, with its shape, mean and standard deviation:
   * the weights of {@code net.stateDict()}, or gradients by the names of their parameters.
   *
   * @param arrays by their names
   * @throws IllegalArgumentException if there are none, one is empty, or a number is NaN or
   *     infinite
   */
  public static BufferedImage histograms(Map<String, NDArray> arrays) {
    return new Histograms(arrays).image();
  }

  /**
   * A network unrolled in time: a column of cells for each step, one above the other, that hand
   * their hidden states up and to the right. A label of a letter and a number, {@code x1}, gets the
   * number as an index.
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
   * The last program that a compiled step traced: forward and loss, from the arguments above to the
   * results below. A box is an operation and the shapes of its values; those of one colour take the
   * parameters that stand beside it below. Of a program of more than 60 operations, loops of 16
   * turns and more are one box each.
   *
   * @throws IllegalStateException if the step has not run, runs by single calls, or has been closed
   * @throws IllegalArgumentException if the program has more than 60 operations all the same
   */
  public static BufferedImage graph(CompiledStep<?> step) {
    Objects.requireNonNull(step, "step is null");
    return new GraphPicture(Words.of("graph.step"), InternalPrograms.graph(step), true).image();
  }

  /**
   * The last program that a compiled forward traced; see {@link #graph(CompiledStep)}.
   *
   * @throws IllegalStateException if the forward has not run, runs by single calls, or has been
   *     closed
   * @throws IllegalArgumentException if the program has too many operations
   */
  public static BufferedImage graph(CompiledForward<?> forward) {
    Objects.requireNonNull(forward, "forward is null");
    return new GraphPicture(Words.of("graph.forward"), InternalPrograms.graph(forward), false)
        .image();
  }

  /**
   * A series, and a forecast of it, which begins at a dashed line. NaN and infinite numbers leave
   * gaps.
   *
   * @param start the step of the first number of the forecast; the series begins at step 0
   * @throws IllegalArgumentException if start is negative
   */
  public static BufferedImage forecast(double[] series, double[] forecast, int start) {
    return forecast(Words.of("step"), 0, series, forecast, start);
  }

  /**
   * A series with a number for each year, and a forecast of it, which begins at a dashed line. NaN
   * and infinite numbers leave gaps.
   *
   * @param start the step of the first number of the forecast; the series begins at step 0
   * @param firstYear the year of step 0
   * @throws IllegalArgumentException if start is negative
   */
  public static BufferedImage forecast(
      double[] series, double[] forecast, int start, int firstYear) {
    return forecast(Words.of("year"), firstYear, series, forecast, start);
  }

  private static BufferedImage forecast(
      String xTitle, double first, double[] series, double[] forecast, int start) {
    Objects.requireNonNull(series, "series is null");
    Objects.requireNonNull(forecast, "forecast is null");
    if (start < 0) {
      throw new IllegalArgumentException("start must not be negative, got " + start);
    }
    return new LineChart(Words.of("forecast"), xTitle, Words.of("value"), false)
        .add(Words.of("data"), first, series)
        .add(Words.of("forecast.line"), first + start, forecast)
        .line(first + start)
        .image();
  }

  /**
   * A confusion matrix, with its counts.
   *
   * @param classes their names
   * @param counts (classes, classes): how many examples of the row's class were classified as the
   *     column's
   * @throws IllegalArgumentException if counts has another shape
   */
  public static BufferedImage confusion(List<String> classes, int[][] counts) {
    Objects.requireNonNull(classes, "classes is null");
    Objects.requireNonNull(counts, "counts is null");
    boolean square =
        Arrays.stream(counts).allMatch(row -> row != null && row.length == counts.length);
    if (!square || counts.length == 0 || counts.length != classes.size()) {
      throw new IllegalArgumentException(
          "counts must have a row and a column for each of %s classes".formatted(classes.size()));
    }
    double[][] cells =
        Arrays.stream(counts)
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    List<String> labels = Matrices.labels("classes", classes, counts.length);
    return new CellMap(
            cells,
            ColorScale.of(cells),
            Words.of("confusion"),
            new CellMap.Side(Words.of("is"), labels),
            new CellMap.Side(Words.of("taken"), labels))
        .image();
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
    for (BufferedImage picture : pictures) {
      Objects.requireNonNull(picture, "a picture is null");
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
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam smallest = writer.getDefaultWriteParam();
    smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    smallest.setCompressionQuality(0);
    try (var out = Files.newOutputStream(file);
        var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), smallest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }
}
