package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.Expect;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

class LineChartTest {

  /** The height that title, axis and margins leave at least, in pixels. */
  private static final int LEAST_HEIGHT = 390;

  /** A drawn chart, and the ticks that XChart asked the labels of, by their places. */
  private record Drawn(XYChart chart, TreeMap<Double, String> across, TreeMap<Double, String> up) {

    static Drawn of(LineChart lines) {
      XYChart chart = lines.chart();
      var across = new TreeMap<Double, String>();
      var up = new TreeMap<Double, String>();
      var styler = chart.getStyler();
      var x = styler.getxAxisTickLabelsFormattingFunction();
      var y = styler.getyAxisTickLabelsFormattingFunction();
      styler.setxAxisTickLabelsFormattingFunction(noted(across, x));
      if (y != null) {
        styler.setyAxisTickLabelsFormattingFunction(noted(up, y));
      }
      BitmapEncoder.getBufferedImage(chart);
      // XChart asks for the ends of an axis too, and for what lies beyond them.
      keep(across, styler.getXAxisMin(), styler.getXAxisMax());
      keep(up, styler.getYAxisMin(), styler.getYAxisMax());
      return new Drawn(chart, across, up);
    }

    private static Function<Double, String> noted(
        TreeMap<Double, String> ticks, Function<Double, String> labels) {
      return at -> {
        double whole = Math.abs(at - Math.rint(at)) < 1e-6 ? Math.rint(at) : at;
        ticks.put(whole, labels.apply(at));
        return labels.apply(at);
      };
    }

    private static void keep(TreeMap<Double, String> ticks, double min, double max) {
      ticks.keySet().removeIf(at -> at != Math.rint(at) || at < min || at > max);
    }

    void requireSteps(int least) {
      assertTrue(across.size() >= least, across::toString);
      Double before = null;
      for (double at : across.keySet()) {
        assertTrue(before == null || at - before == 1, across::toString);
        before = at;
      }
    }

    void requireApart() {
      FontMetrics metrics = Canvas.metrics(chart.getStyler().getAxisTickLabelsFont());
      double end = Double.NEGATIVE_INFINITY;
      for (var tick : across.entrySet()) {
        double middle = chart.getScreenXFromChart(tick.getKey());
        double half = metrics.stringWidth(tick.getValue()) / 2.0;
        assertTrue(middle - half > end + 8, () -> tick.getValue() + " of " + across.values());
        end = middle + half;
      }
      double steps = chart.getStyler().getYAxisMax() - chart.getStyler().getYAxisMin();
      assertTrue(up.isEmpty() || LEAST_HEIGHT / steps > 20, up::toString);
    }
  }

  private static LineChart chart(boolean logarithmic) {
    return new LineChart("title", "x", "y", logarithmic);
  }

  private static double[] numbers(int count, double first, double ratio) {
    return IntStream.range(0, count).mapToDouble(i -> first * Math.pow(ratio, i)).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8, 15, 23, 30, 100, 309, 1000, 30_000})
  void labelsOfEpochsAreWholeAndApart(int epochs) {
    Drawn drawn = Drawn.of(chart(false).add("loss", 1, numbers(epochs, 2, 0.999)));
    drawn.requireSteps(2);
    drawn.requireApart();
    for (String label : drawn.across.values()) {
      int epoch = Integer.parseInt(label);
      assertTrue(epoch >= 1 && epoch <= epochs * 1.1, label);
    }
  }

  @Test
  void labelsAreApartWhateverTheNumbersAre() {
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      LineChart chart = chart(random.nextBoolean());
      double size = Math.pow(10, random.nextInt(30) - 15);
      double first = random.nextInt(3) == 0 ? random.nextInt(100_000) : 0;
      for (int line = random.nextInt(4); line >= 0; line--) {
        double[] values = random.doubles(2 + random.nextInt(300), size, 30 * size).toArray();
        chart.add("a line of a long name " + line, first + random.nextInt(50), values);
      }
      Drawn drawn = Drawn.of(chart);
      drawn.requireSteps(1);
      drawn.requireApart();
    }
  }

  @Test
  void yearsAreYears() {
    Drawn drawn =
        Drawn.of(
            chart(false).add("data", 1700, numbers(309, 9, 1)).add("later", 1969, new double[80]));
    assertEquals(
        List.of("1700", "1750", "1800", "1850", "1900", "1950", "2000", "2050"),
        List.copyOf(drawn.across.values()));
  }

  @Test
  void aVerticalLineStandsWhereTheForecastBegins() {
    LineChart lines =
        chart(false)
            .add("data", 1700, numbers(100, 9, 1))
            .add("later", 1780, new double[40])
            .line(1780);
    Drawn drawn = Drawn.of(lines);
    BufferedImage image = lines.image();
    Axis axis =
        Axis.across(
            1700, 1819, true, Canvas.metrics(drawn.chart.getStyler().getAxisTickLabelsFont()), 600);
    int x = (int) drawn.chart.getScreenXFromChart(axis.place(1780));
    int most = 0;
    int where = 0;
    for (int column = 100; column < 600; column++) {
      int dark = dark(image, column);
      where = dark > most ? column : where;
      most = Math.max(most, dark);
    }
    assertEquals(x, where, 2);
  }

  private static int dark(BufferedImage image, int x) {
    return (int)
        IntStream.range(60, 400)
            .filter(y -> new Color(image.getRGB(x, y)).getRed() < 120)
            .filter(y -> new Color(image.getRGB(x, y)).getBlue() < 120)
            .count();
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.5", "0.41, 0.43", "2, 2", "0.02, 1.5", "9.99, 10.01", "1e-7, 5e-7"})
  void aNarrowLogarithmicAxisHoldsItsNumbers(double low, double high) {
    XYChart chart = chart(true).add("a", 0, new double[] {low, high}).chart();
    double min = chart.getStyler().getYAxisMin();
    double max = chart.getStyler().getYAxisMax();
    assertTrue(min < low && high < max && max / min < 1100, min + " to " + max);
  }

  @Test
  void aWideLogarithmicAxisHasPowersOfTen() {
    Drawn drawn = Drawn.of(chart(true).add("a", 0, numbers(5, 1, 0.1)));
    assertEquals(List.of("0.0001", "0.001", "0.01", "0.1", "1"), List.copyOf(drawn.up.values()));
  }

  @Test
  void digitsAreThoseOfNoLocale() {
    LineChart lines = chart(false).add("loss", 1, numbers(30, 2000, 0.7));
    int[] expected = pixels(lines.image());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertTrue(Arrays.equals(expected, pixels(lines.image())));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void aLongLegendFits() {
    LineChart lines = chart(false);
    IntStream.range(0, 40).forEach(i -> lines.add("h[" + i + "]", 0, numbers(5, i, 1)));
    assertTrue(lines.image().getHeight() >= 40 * 20);
    IntStream.range(40, 200).forEach(i -> lines.add("h[" + i + "]", 0, numbers(5, i, 1)));
    Expect.refusal(
        "a chart has at most 200 lines: a heat map shows more",
        () -> lines.add("h[200]", 0, new double[] {1}));
  }

  @Test
  void longTitlesAreNotCutOff() {
    String text = "Donaudampfschifffahrtsgesellschaft ".repeat(5);
    LineChart lines = new LineChart(text, text, text, false).add(text, 0, numbers(9, 1, 2));
    BufferedImage image = lines.add(text + "again", 0, numbers(9, 2, 2)).image();
    for (int x = 0; x < image.getWidth(); x++) {
      assertEquals(-1, image.getRGB(x, 0) & image.getRGB(x, image.getHeight() - 1));
    }
    for (int y = 0; y < image.getHeight(); y++) {
      assertEquals(-1, image.getRGB(0, y) & image.getRGB(image.getWidth() - 1, y));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatHasNoPlaceLeavesAGap(boolean logarithmic) {
    double none = logarithmic ? 0 : Double.NaN;
    double[] values = {
      2, Double.NaN, 8, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e301, none, 4
    };
    XYChart chart = chart(logarithmic).add("a", 0, values).chart();
    double[] drawn = chart.getSeriesMap().get("a").getYData();
    for (int i = 0; i < values.length; i++) {
      assertEquals(i == 0 || i == 2 || i == 7, Double.isFinite(drawn[i]), "number " + i);
    }
    XYChart whole = chart(logarithmic).add("a", 0, new double[] {2, 8, 4}).chart();
    assertEquals(whole.getStyler().getYAxisMin(), chart.getStyler().getYAxisMin());
    assertEquals(whole.getStyler().getYAxisMax(), chart.getStyler().getYAxisMax());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLineOfGapsIsAnEmptyAxis(boolean logarithmic) {
    double[] gaps = {Double.NaN, Double.NEGATIVE_INFINITY};
    double[] line = {1, 2};
    int[] empty = pixels(chart(logarithmic).add("a", 0, gaps).image());
    int[] filled = pixels(chart(logarithmic).add("a", 0, line).image());
    int blue = new Color(0x1F77B4).getRGB();
    assertEquals(0, Arrays.stream(empty).filter(pixel -> pixel == blue).count());
    for (int i = 0; i < filled.length; i++) {
      filled[i] = filled[i] == empty[i] ? 0 : 1;
    }
    assertTrue(Arrays.stream(filled).sum() < 10_000, "the same axes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 30, 300})
  void aNarrowLogarithmicAxisHasTicks(int count) {
    for (double[] range : new double[][] {{1, 1}, {0.5, 1.5}, {0.69, 0.7}, {0.02, 1.5}, {3, 90}}) {
      double[] values =
          IntStream.range(0, count)
              .mapToDouble(i -> range[0] + (range[1] - range[0]) * i / Math.max(1, count - 1))
              .toArray();
      LineChart lines = chart(true).add("a", 0, values);
      assertTrue(lines(lines.image()) > 0, count + " from " + Arrays.toString(range));
      Drawn drawn = Drawn.of(lines);
      drawn.requireApart();
    }
  }

  /** The lines of the grid from left to right. */
  private static long lines(BufferedImage image) {
    return IntStream.range(50, 440)
        .filter(
            y ->
                IntStream.range(0, image.getWidth())
                        .mapToObj(x -> new Color(image.getRGB(x, y)))
                        .filter(color -> color.getRed() == color.getBlue())
                        .filter(color -> color.getRed() > 200 && color.getRed() < 250)
                        .count()
                    > 400)
        .count();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-320, 1e-300, 1e-290, 1e300})
  void theSmallestAndGreatestNumbersAreDrawn(double number) {
    for (boolean logarithmic : new boolean[] {false, true}) {
      Drawn.of(chart(logarithmic).add("a", 0, new double[] {number})).requireApart();
      Drawn.of(chart(logarithmic).add("a", 0, new double[] {number, number / 3})).requireApart();
    }
  }

  @Test
  void aLongLineReachesAsFarAsItsNumbers() {
    double[] values = new Random(5).doubles(50_000).map(x -> x * x * x).toArray();
    Arrays.fill(values, 20_000, 25_000, Double.NaN);
    values[0] = Double.NaN;
    values[40_001] = Double.NaN;
    double[] drawn = new double[values.length];
    Arrays.fill(drawn, Double.NEGATIVE_INFINITY);
    int[] kept = LongLine.kept(values);
    assertTrue(kept.length < 11_000, "drawn are " + kept.length);
    for (int i : kept) {
      drawn[i] = values[i];
    }
    int stretch = 25;
    for (int i = stretch; i < values.length - stretch; i++) {
      double number = values[i];
      DoubleSummaryStatistics near = new DoubleSummaryStatistics();
      boolean gap = false;
      for (int other = i - stretch; other < i + stretch; other++) {
        if (Double.isFinite(drawn[other])) {
          near.accept(drawn[other]);
        }
        gap |= Double.isNaN(drawn[other]);
      }
      boolean reached =
          Double.isNaN(number) ? gap : near.getMin() <= number && number <= near.getMax();
      assertTrue(reached, "number " + i);
    }
    assertEquals(0, kept[0]);
    assertEquals(49_999, kept[kept.length - 1]);
    XYChart chart = chart(false).add("a", 0, values).chart();
    double[] shown = chart.getSeriesMap().get("a").getYData();
    assertEquals(kept.length, shown.length);
    int[] whole = LongLine.kept(numbers(8192, 1, 1));
    assertEquals(8192, whole.length);
  }

  @Test
  void namesAreKeptApart() {
    LineChart lines = chart(false);
    for (String name : List.of("- 3", "-", "", "-", "- 3 4")) {
      lines.add(name, 0, new double[] {1});
    }
    assertEquals(5, lines.chart().getSeriesMap().size());
  }
}
