package io.github.torchrnn.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/** A drawing of a network that is unrolled in time; lengths are in pixels. */
final class Unrolled {

  private static final int COLUMN = 140;
  private static final int ROW = 100;
  private static final int CELL = 64;
  private static final int LABEL = 40;

  private static final Color FILL = new Color(0xDCE9F7);
  private static final Color LINE = new Color(0x08306B);

  private final List<String> inputs;
  private final List<String> outputs;
  private final int layers;

  Unrolled(List<String> inputs, List<String> outputs, int layers) {
    Objects.requireNonNull(inputs, "inputs is null");
    Objects.requireNonNull(outputs, "outputs is null");
    if (inputs.isEmpty() || inputs.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "every step needs an input and an output, got %d and %d"
              .formatted(inputs.size(), outputs.size()));
    }
    if (layers < 1) {
      throw new IllegalArgumentException("layers must be at least 1, got " + layers);
    }
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.layers = layers;
  }

  BufferedImage image() {
    int width = (inputs.size() + 1) * COLUMN;
    int height = layers * ROW + ROW;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setBackground(Color.WHITE);
    pen.clearRect(0, 0, width, height);
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setStroke(new BasicStroke(2));
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    for (int layer = 0; layer < layers; layer++) {
      pen.setColor(Color.BLACK);
      text(pen, "h0", COLUMN / 4, y(layer));
      arrow(pen, COLUMN / 4 + 16, y(layer), x(0) - CELL / 2, y(layer));
    }
    for (int step = 0; step < inputs.size(); step++) {
      draw(pen, step);
    }
    pen.dispose();
    return image;
  }

  private void draw(Graphics2D pen, int step) {
    pen.setColor(Color.BLACK);
    text(pen, inputs.get(step), x(step), y(-1));
    arrow(pen, x(step), y(-1) - LABEL / 2, x(step), y(0) + CELL / 2);
    for (int layer = 0; layer < layers; layer++) {
      pen.setColor(FILL);
      pen.fillRoundRect(x(step) - CELL / 2, y(layer) - CELL / 2, CELL, CELL, 16, 16);
      pen.setColor(LINE);
      pen.drawRoundRect(x(step) - CELL / 2, y(layer) - CELL / 2, CELL, CELL, 16, 16);
      text(pen, layers == 1 ? "cell" : "cell " + (layer + 1), x(step), y(layer));
      pen.setColor(Color.BLACK);
      int top = layer == layers - 1 ? y(layers) + LABEL / 2 : y(layer + 1) + CELL / 2;
      arrow(pen, x(step), y(layer) - CELL / 2, x(step), top);
      boolean last = step == inputs.size() - 1;
      int right = last ? x(step) + CELL : x(step + 1) - CELL / 2;
      arrow(pen, x(step) + CELL / 2, y(layer), right, y(layer));
      text(
          pen,
          "h" + (step + 1),
          last ? x(step) + COLUMN * 3 / 5 : (x(step) + x(step + 1)) / 2,
          last ? y(layer) : y(layer) - 14);
    }
    text(pen, outputs.get(step), x(step), y(layers));
  }

  private static int x(int step) {
    return COLUMN + step * COLUMN;
  }

  /** The middle of a layer; layer -1 is the inputs, and the layer after the last is the outputs. */
  private int y(int layer) {
    int lowest = layers * ROW - ROW / 2 + LABEL;
    if (layer < 0) {
      return lowest + CELL / 2 + ROW / 2;
    }
    return layer < layers ? lowest - layer * ROW : LABEL / 2;
  }

  private static void text(Graphics2D pen, String text, int x, int y) {
    var metrics = pen.getFontMetrics();
    pen.drawString(
        text,
        x - metrics.stringWidth(text) / 2,
        y + (metrics.getAscent() - metrics.getDescent()) / 2);
  }

  /** An arrow to the right or upwards. */
  private static void arrow(Graphics2D pen, int fromX, int fromY, int toX, int toY) {
    pen.drawLine(fromX, fromY, toX, toY);
    boolean up = fromX == toX;
    pen.fillPolygon(
        new int[] {toX, up ? toX - 5 : toX - 9, up ? toX + 5 : toX - 9},
        new int[] {toY, up ? toY + 9 : toY - 5, up ? toY + 9 : toY + 5},
        3);
  }
}
