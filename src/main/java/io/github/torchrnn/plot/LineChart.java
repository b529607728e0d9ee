package io.github.torchrnn.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of lines over whole numbers: epochs, steps or years. Lengths are in pixels. */
final class LineChart {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  /** What the title and the horizontal axis leave of the height, about. */
  private static final int PLOT_HEIGHT = 410;

  /** The room of the vertical axis without its labels, and that of the legend without its names. */
  private static final int AXIS = 60;

  private static final int LEGEND = 65;
  private static final int LEGEND_LINE = 22;
  private static final int LONGEST_NAME = 180;

  /** The least distances of ticks: from one to the next, and from a label to the next. */
  private static final int TICK_HEIGHT = 40;

  private static final int TICK_GAP = 24;

  /** Up to so many numbers of a series have a marker each. */
  private static final int MARKED = 40;

  /** The ten colours of matplotlib's lines. */
  private static final Color[] COLORS = {
    new Color(0x1F77B4),
    new Color(0xFF7F0E),
    new Color(0x2CA02C),
    new Color(0xD62728),
    new Color(0x9467BD),
    new Color(0x8C564B),
    new Color(0xE377C2),
    new Color(0x7F7F7F),
    new Color(0xBCBD22),
    new Color(0x17BECF)
  };

  private record Series(double first, double[] values) {
    private double last() {
      return first + values.length - 1;
    }
  }

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final boolean logarithmic;
  private final Map<String, Series> all = new LinkedHashMap<>();
  private @Nullable Double line;

  /** A chart without lines yet. */
  LineChart(String title, String xTitle, String yTitle, boolean logarithmic) {
    this.title = Objects.requireNonNull(title, "title is null");
    this.xTitle = Objects.requireNonNull(xTitle, "xLabel is null");
    this.yTitle = Objects.requireNonNull(yTitle, "yLabel is null");
    this.logarithmic = logarithmic;
  }

  /**
   * Adds a line.
   *
   * @param first the place of its first number
   * @throws IllegalArgumentException if a number cannot be drawn
   */
  LineChart add(String name, double first, double[] values) {
    Objects.requireNonNull(name, "the name of a line is null");
    Objects.requireNonNull(values, () -> "the numbers of line '" + name + "' are null");
    String of = "line '" + name + "'";
    Matrices.requireFinite(of, values);
    for (int i = 0; i < values.length; i++) {
      if (logarithmic && values[i] <= 0) {
        throw new IllegalArgumentException(
            "%s has %s at %d, and a logarithmic axis has only positive numbers"
                .formatted(of, values[i], i));
      }
    }
    if (values.length > 0) {
      all.put(name, new Series(first, values));
    }
    return this;
  }

  /** A vertical line. */
  LineChart line(double place) {
    line = place;
    return this;
  }

  BufferedImage image() {
    return BitmapEncoder.getBufferedImage(chart());
  }

  /** The chart itself, before it is drawn. */
  XYChart chart() {
    boolean hasLegend = all.size() > 1;
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(Math.max(HEIGHT, hasLegend ? (all.size() + 2) * LEGEND_LINE : 0))
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .theme(ChartTheme.Matlab)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setSeriesColors(COLORS);
    styler.setSeriesLines(
        new BasicStroke[] {SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT});
    styler.setPlotContentSize(1);
    styler.setLegendVisible(hasLegend);
    Font font = Fonts.of(title + xTitle + yTitle + String.join("", all.keySet()), Font.PLAIN, 13);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 14f));
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font.deriveFont(12f));
    styler.setLegendFont(font.deriveFont(12f));
    List<String> names = names(styler.getLegendFont());
    int legend = hasLegend ? LEGEND + Canvas.widest(names, styler.getLegendFont()) : 0;
    int width = WIDTH - AXIS - legend;
    Axis x = horizontal(Canvas.metrics(styler.getAxisTickLabelsFont()), width);
    Axis y = vertical();
    styler.setXAxisMin(x.first()).setXAxisMax(x.last());
    styler.setXAxisTickMarkSpacingHint(hint(x, width));
    styler.setxAxisTickLabelsFormattingFunction(x::label);
    styler.setYAxisMin(y.first()).setYAxisMax(y.last());
    styler.setYAxisTickMarkSpacingHint(hint(y, PLOT_HEIGHT));
    styler.setyAxisTickLabelsFormattingFunction(y::label);
    int next = 0;
    for (Series series : all.values()) {
      chart
          .addSeries(
              names.get(next++),
              IntStream.range(0, series.values.length)
                  .mapToDouble(i -> x.place(series.first + i))
                  .toArray(),
              Arrays.stream(series.values).map(y::place).toArray())
          .setMarker(series.values.length > MARKED ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    if (line != null) {
      styler.setAnnotationLineColor(Color.DARK_GRAY);
      styler.setAnnotationLineStroke(SeriesLines.DASH_DASH);
      chart.addAnnotation(new AnnotationLine(x.place(line), true, false));
    }
    return chart;
  }

  /** The names in the legend, cut where they are too long, and different. */
  private List<String> names(Font font) {
    List<String> names = new ArrayList<>();
    for (String name : all.keySet()) {
      String shown = Canvas.shortened(name.isBlank() ? "-" : name, font, LONGEST_NAME);
      names.add(names.contains(shown) ? shown + " " + (names.size() + 1) : shown);
    }
    return names;
  }

  private Axis horizontal(FontMetrics metrics, int width) {
    double min = all.values().stream().mapToDouble(Series::first).min().orElse(0);
    double max = all.values().stream().mapToDouble(Series::last).max().orElse(1);
    int most = width / TICK_GAP;
    Axis axis = Axis.of(min, max, most, true);
    while (most > 2 && widest(axis, metrics) + TICK_GAP > width / axis.steps()) {
      most--;
      axis = Axis.of(min, max, most, true);
    }
    return axis;
  }

  private static int widest(Axis axis, FontMetrics metrics) {
    return axis.ticks().between(axis.min(), axis.max()).stream()
        .mapToInt(tick -> metrics.stringWidth(axis.label(tick)))
        .max()
        .orElse(0);
  }

  private Axis vertical() {
    DoubleSummaryStatistics values =
        all.values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.values))
            .summaryStatistics();
    double min = values.getCount() == 0 ? (logarithmic ? 1 : 0) : values.getMin();
    double max = values.getCount() == 0 ? 1 : values.getMax();
    int most = PLOT_HEIGHT / TICK_HEIGHT;
    return logarithmic ? Axis.logarithmic(min, max, most) : Axis.of(min, max, most, false);
  }

  /**
   * What lets XChart find the ticks: of the steps of 1, 2 and 5 it takes that which is about so
   * many pixels.
   */
  private static int hint(Axis axis, int pixels) {
    return (int) (0.9 * pixels / axis.steps());
  }
}
