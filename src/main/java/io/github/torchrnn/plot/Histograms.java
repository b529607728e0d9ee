package io.github.torchrnn.plot;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.TorchText;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A drawing of small histograms, each of the numbers of an array; lengths are in pixels. */
final class Histograms {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 266;
  private static final int HEIGHT = 166;

  /** Wide enough for half a tick's label. */
  private static final int SIDE = 30;

  private static final int GAP = 8;
  private static final int TOP = 44;
  private static final int BOTTOM = 30;

  /** How many panels a picture may have. */
  private static final int MOST = 120;

  private static final int MOST_BINS = 30;
  private static final int LEAST_BINS = 5;

  /** Numbers closer to one another, in steps of the axis, are drawn as one. */
  private static final double LEAST_WIDTH = 1e-3;

  private static final Color FILL = new Color(0x4393C3);

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private record Panel(String name, String shape, double[] numbers) {}

  private final List<Panel> panels = new ArrayList<>();

  Histograms(Map<String, NDArray> arrays) {
    Objects.requireNonNull(arrays, "arrays is null");
    if (arrays.isEmpty() || arrays.size() > MOST) {
      throw new IllegalArgumentException(
          "a picture has 1 to %s histograms, got %s arrays".formatted(MOST, arrays.size()));
    }
    arrays.forEach(
        (name, array) -> {
          String named = String.valueOf(name);
          double[] numbers = Matrices.numbers(named, array);
          if (numbers.length == 0) {
            throw new IllegalArgumentException(named + " has no numbers");
          }
          Matrices.requireFinite(named, numbers);
          panels.add(new Panel(named, TorchText.tuple(array.getShape().getShape()), numbers));
        });
  }

  BufferedImage image() {
    int columns = panels.size() == 4 ? 2 : Math.min(COLUMNS, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    try (Canvas canvas = new Canvas(columns * WIDTH, rows * HEIGHT)) {
      for (int i = 0; i < panels.size(); i++) {
        draw(canvas, panels.get(i), i % columns * WIDTH, i / columns * HEIGHT);
      }
      return canvas.image();
    }
  }

  private static void draw(Canvas canvas, Panel panel, int x, int y) {
    int inner = WIDTH - 2 * SIDE;
    double middle = x + WIDTH / 2.0;
    canvas.pen.setColor(Color.BLACK);
    Font bold = Fonts.of(panel.name, Font.BOLD, 12);
    canvas.pen.setFont(bold);
    canvas.centered(Canvas.shortened(panel.name, bold, WIDTH - GAP), middle, y + 14.0);
    String about = about(panel);
    Font plain = Fonts.of(about, Font.PLAIN, 11);
    canvas.pen.setFont(plain);
    canvas.pen.setColor(Color.DARK_GRAY);
    canvas.centered(Canvas.shortened(about, plain, WIDTH - GAP), middle, y + 30.0);

    double min = Arrays.stream(panel.numbers).min().getAsDouble();
    double max = Arrays.stream(panel.numbers).max().getAsDouble();
    Axis axis = Axis.across(min, max, false, canvas.pen.getFontMetrics(), inner);
    double scale = inner / axis.steps();
    boolean wide = axis.place(max) - axis.place(min) > LEAST_WIDTH;
    double from = wide ? axis.place(min) : axis.first();
    double to = wide ? axis.place(max) : axis.last();
    int[] counts = counts(panel.numbers, axis, from, to);
    int most = Arrays.stream(counts).max().getAsInt();
    double floor = y + HEIGHT - BOTTOM;
    double left = x + SIDE + (from - axis.first()) * scale;
    double width = (to - from) * scale / counts.length;
    canvas.pen.setColor(FILL);
    for (int bin = 0; bin < counts.length; bin++) {
      double height = (HEIGHT - TOP - BOTTOM) * (double) counts[bin] / most;
      canvas.pen.fill(
          new Rectangle2D.Double(left + bin * width, floor - height, width - 0.5, height));
    }
    canvas.pen.setColor(Color.BLACK);
    canvas.pen.setStroke(new BasicStroke(1));
    canvas.pen.draw(new Line2D.Double(x + SIDE, floor, x + WIDTH - SIDE, floor));
    for (long tick : axis.ticks().between(axis.min(), axis.max())) {
      double at = x + SIDE + (tick - axis.first()) * scale;
      canvas.pen.draw(new Line2D.Double(at, floor, at, floor + 4));
      canvas.centered(axis.label(tick), at, floor + 14);
    }
  }

  private static String about(Panel panel) {
    // A power of two, which costs no digits, so that no sum or square leaves double's range.
    double bound = Arrays.stream(panel.numbers).map(Math::abs).max().getAsDouble();
    double unit = Math.scalb(1.0, Math.getExponent(bound));
    double[] numbers = Arrays.stream(panel.numbers).map(it -> it / unit).toArray();
    double mean = Arrays.stream(numbers).average().getAsDouble();
    double square =
        Arrays.stream(numbers).map(it -> (it - mean) * (it - mean)).average().getAsDouble();
    return "%s  %s %s  %s %s"
        .formatted(
            panel.shape,
            Words.of("mean"),
            digits(mean * unit),
            Words.of("std"),
            digits(Math.sqrt(square) * unit));
  }

  private static String digits(double number) {
    return Ticks.text(new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros());
  }

  /** How many numbers lie in each of the bins between two places. */
  private static int[] counts(double[] numbers, Axis axis, double from, double to) {
    int bins =
        (int) Math.max(LEAST_BINS, Math.min(MOST_BINS, Math.ceil(2 * Math.cbrt(numbers.length))));
    int[] counts = new int[bins];
    for (double number : numbers) {
      double share = (axis.place(number) - from) / (to - from);
      counts[Math.max(0, Math.min(bins - 1, (int) (share * bins)))]++;
    }
    return counts;
  }
}
