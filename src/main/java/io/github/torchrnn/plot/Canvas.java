package io.github.torchrnn.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;

/** A white picture to draw on; lengths are in pixels. */
final class Canvas implements AutoCloseable {

  /** A place to measure texts before a picture's size is known. */
  private static final BufferedImage MEASURE = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  final Graphics2D pen;
  private final BufferedImage image;

  Canvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    pen = image.createGraphics();
    pen.setBackground(Color.WHITE);
    pen.clearRect(0, 0, width, height);
    smooth(pen);
    pen.setStroke(new BasicStroke(1.5f));
    pen.setColor(Color.BLACK);
  }

  private static void smooth(Graphics2D pen) {
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public void close() {
    pen.dispose();
  }

  /** The measures of a font on any canvas. */
  static FontMetrics metrics(Font font) {
    Graphics2D pen = MEASURE.createGraphics();
    smooth(pen);
    try {
      return pen.getFontMetrics(font);
    } finally {
      pen.dispose();
    }
  }

  /** The width of the widest text. */
  static int widest(List<String> texts, Font font) {
    FontMetrics metrics = metrics(font);
    return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
  }

  /** A text that is at most so wide, with an ellipsis where it was cut. */
  static String shortened(String text, Font font, int width) {
    FontMetrics metrics = metrics(font);
    String cut = text;
    while (metrics.stringWidth(cut) > width && cut.length() > 2) {
      int end = cut.offsetByCodePoints(cut.length(), cut.endsWith("…") ? -2 : -1);
      cut = cut.substring(0, end) + "…";
    }
    return cut;
  }

  /** A text around a point. */
  void centered(String text, double x, double y) {
    put(text, x, y, 0.5);
  }

  /** A text that ends at a point. */
  void endingAt(String text, double x, double y) {
    put(text, x, y, 1);
  }

  /** A text that begins at a point. */
  void startingAt(String text, double x, double y) {
    put(text, x, y, 0);
  }

  /** A text that begins at a point, or has it in its middle, and rises by an angle in degrees. */
  void rising(String text, double x, double y, double share, int degrees) {
    AffineTransform before = pen.getTransform();
    pen.translate(x, y);
    pen.rotate(-Math.toRadians(degrees));
    put(text, 0, 0, share);
    pen.setTransform(before);
  }

  private void put(String text, double x, double y, double share) {
    FontMetrics metrics = pen.getFontMetrics();
    pen.drawString(
        text,
        (float) (x - metrics.stringWidth(text) * share),
        (float) (y + (metrics.getAscent() - metrics.getDescent()) / 2.0));
  }
}
