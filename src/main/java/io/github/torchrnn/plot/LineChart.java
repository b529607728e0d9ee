package io.github.torchrnn.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
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

  /** What they leave at least. */
  private static final int LEAST_PLOT_HEIGHT = 370;

  /** What the widest legend leaves of the width, about. */
  private static final int PLOT_WIDTH = 480;

  /** The room of the vertical axis without its labels, and that of the legend without its names. */
  private static final int AXIS = 60;

  private static final int LEGEND = 65;
  private static final int LEGEND_LINE = 22;
  private static final int LONGEST_NAME = 180;

  /** How many lines there may be: the legend grows with them. */
  private static final int MOST_LINES = 200;

  /** The least distance from one tick of the vertical axis to the next. */
  private static final int TICK_HEIGHT = 40;

  /** How much the greatest number of a logarithmic axis is of the least, to be a narrow one. */
  private static final double NARROW = 100;

  /** What rounding may cost, in powers of ten. */
  private static final double SLACK = 1e-9;

  /** Up to so many numbers of each line have a marker each. */
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

  private static final Color GRID = new Color(0xDDDDDD);

  private record Series(String name, double[] places, double[] values) {
    private double first() {
      return places[0];
    }

    private double last() {
      return places[places.length - 1];
    }
  }

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final boolean logarithmic;

  /** Two may have the same name: other ones can become the same words in Chinese. */
  private final List<Series> all = new ArrayList<>();

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
   */
  LineChart add(String name, double first, double[] values) {
    Objects.requireNonNull(name, "the name of a line is null");
    Objects.requireNonNull(values, () -> "the numbers of line '" + name + "' are null");
    return add(
        name, IntStream.range(0, values.length).mapToDouble(i -> first + i).toArray(), values);
  }

  /** Adds a line over rising places, with a gap where a number has no place on the axis. */
  LineChart add(String name, double[] places, double[] values) {
    requireLines(all.size() + 1);
    if (values.length > 0) {
      double[] shown =
          Arrays.stream(values).map(value -> hasPlace(value) ? value : Double.NaN).toArray();
      int[] kept = LongLine.kept(shown);
      all.add(
          new Series(
              name,
              Arrays.stream(kept).mapToDouble(i -> places[i]).toArray(),
              Arrays.stream(kept).mapToDouble(i -> shown[i]).toArray()));
    }
    return this;
  }

  private boolean hasPlace(double value) {
    return Math.abs(value) <= Matrices.GREATEST && !(logarithmic && value < Matrices.LEAST);
  }

  /** Refuses more lines than a legend has room for. */
  static void requireLines(int count) {
    if (count > MOST_LINES) {
      throw new IllegalArgumentException(
          "a chart has at most %s lines: a heat map shows more".formatted(MOST_LINES));
    }
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
    Font font =
        Fonts.of(
            title + xTitle + yTitle + String.join("", all.stream().map(Series::name).toList()),
            Font.PLAIN,
            13);
    Font bold = font.deriveFont(Font.BOLD, 14f);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(Math.max(HEIGHT, hasLegend ? (all.size() + 2) * LEGEND_LINE : 0))
            .title(Canvas.shortened(title, bold, PLOT_WIDTH))
            .xAxisTitle(Canvas.shortened(xTitle, font, PLOT_HEIGHT))
            .yAxisTitle(Canvas.shortened(yTitle, font, PLOT_HEIGHT))
            .theme(ChartTheme.Matlab)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setSeriesColors(COLORS);
    styler.setSeriesLines(
        new BasicStroke[] {SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT});
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(new BasicStroke(1));
    styler.setLocale(Locale.ROOT);
    styler.setChartTitlePadding(8);
    styler.setLegendBorderColor(GRID);
    styler.setLegendVisible(hasLegend);
    styler.setChartTitleFont(bold);
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font.deriveFont(12f));
    styler.setLegendFont(font.deriveFont(12f));
    List<String> names = names(styler.getLegendFont());
    int legend = hasLegend ? LEGEND + Canvas.widest(names, styler.getLegendFont()) : 0;
    int width = WIDTH - AXIS - legend;
    Axis x = horizontal(styler.getAxisTickLabelsFont(), width);
    styler.setXAxisMin(x.first()).setXAxisMax(x.last());
    styler.setXAxisTickMarkSpacingHint(hint(x, width));
    styler.setxAxisTickLabelsFormattingFunction(x::label);
    DoubleUnaryOperator y = setVertical(styler);
    boolean marked = all.stream().allMatch(series -> series.values.length <= MARKED);
    int next = 0;
    for (Series series : all) {
      chart
          .addSeries(
              names.get(next++),
              Arrays.stream(series.places).map(x::place).toArray(),
              Arrays.stream(series.values).map(y).toArray())
          .setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
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
    for (Series series : all) {
      String name = series.name.isBlank() ? "-" : series.name;
      String shown = Canvas.shortened(name, font, LONGEST_NAME);
      while (names.contains(shown)) {
        shown += " " + (names.size() + 1);
      }
      names.add(shown);
    }
    return names;
  }

  private Axis horizontal(Font font, int width) {
    double min = all.stream().mapToDouble(Series::first).min().orElse(0);
    double max = all.stream().mapToDouble(Series::last).max().orElse(1);
    return Axis.across(min, max, true, Canvas.metrics(font), width);
  }

  /** Sets the vertical axis, and returns where on it a number stands. */
  private DoubleUnaryOperator setVertical(XYStyler styler) {
    DoubleSummaryStatistics values =
        all.stream()
            .flatMapToDouble(series -> Arrays.stream(series.values))
            .filter(Double::isFinite)
            .summaryStatistics();
    boolean none = values.getCount() == 0;
    double min = none ? 1 : values.getMin();
    double max = none ? 2 : values.getMax();
    if (logarithmic && max / min < NARROW) {
      setNarrow(styler, min, max);
      return DoubleUnaryOperator.identity();
    }
    int most = PLOT_HEIGHT / TICK_HEIGHT;
    Axis axis = logarithmic ? Axis.logarithmic(min, max, most) : Axis.of(min, max, most, false);
    styler.setYAxisMin(axis.first()).setYAxisMax(axis.last());
    styler.setYAxisTickMarkSpacingHint(hint(axis, PLOT_HEIGHT));
    styler.setyAxisTickLabelsFormattingFunction(axis::label);
    return axis::place;
  }

  /**
   * Sets XChart's logarithmic axis, which has ticks between powers of ten, from a number of one
   * digit to another, or, with labels at powers of ten only, from one power to another.
   */
  private static void setNarrow(XYStyler styler, double min, double max) {
    double low = Math.pow(10, Math.floor(Math.log10(min)));
    double high = Math.pow(10, Math.floor(Math.log10(max)));
    double first = Math.floor(min / low + SLACK) * low;
    double last = Math.ceil(max / high - SLACK) * high;
    boolean decades = max / min > 10;
    styler.setYAxisLogarithmic(true).setYAxisLogarithmicDecadeOnly(decades);
    styler.setYAxisMin(0.97 * (decades ? low : first));
    styler.setYAxisMax(1.03 * (decades ? high * 10 : Math.max(last, first + low)));
    // XChart takes the other axis' hint for the least height of this one, or draws no ticks.
    styler.setXAxisTickMarkSpacingHint(
        Math.min(styler.getXAxisTickMarkSpacingHint(), LEAST_PLOT_HEIGHT));
    boolean plain = low >= 1e-4 && high < 1e6;
    styler.setYAxisDecimalPattern(plain ? "0.####" : "0E0");
  }

  /**
   * What lets XChart find the ticks: of the steps of 1, 2 and 5 it takes that which is about so
   * many pixels.
   */
  private static int hint(Axis axis, int pixels) {
    return (int) (0.9 * pixels / axis.steps());
  }
}
