package io.github.torchrnn.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/** A drawing of a network that is unrolled in time; lengths are in pixels. */
final class Unrolled {

  private static final int FIRST = 140;
  private static final int GAP = 20;
  private static final int WIDEST_LABEL = 240;
  private static final int ROW = 100;
  private static final int CELL = 64;
  private static final int LABEL = 40;

  /** How far an index is from the middle of its letter, and its size in that of the letter. */
  private static final int INDEX = 6;

  private static final float SMALL = 0.7f;

  /** What a picture may have, which grows with both. */
  private static final int MOST_STEPS = 60;

  private static final int MOST_LAYERS = 20;

  private static final Color FILL = new Color(0xDCE9F7);
  private static final Color LINE = new Color(0x08306B);

  private final List<String> inputs;
  private final List<String> outputs;
  private final int layers;
  private final String cell = Words.of("cell");
  private final Font font;

  /** From one step to the next, as far as the labels need. */
  private final int column;

  Unrolled(List<String> inputs, List<String> outputs, int layers) {
    Objects.requireNonNull(inputs, "inputs is null");
    Objects.requireNonNull(outputs, "outputs is null");
    if (inputs.isEmpty() || inputs.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "every step needs an input and an output, got %s and %s"
              .formatted(inputs.size(), outputs.size()));
    }
    if (layers < 1) {
      throw new IllegalArgumentException("layers must be at least 1, got " + layers);
    }
    if (layers > MOST_LAYERS || inputs.size() > MOST_STEPS) {
      throw new IllegalArgumentException(
          "a picture has at most %s steps and %s layers, got %s and %s"
              .formatted(MOST_STEPS, MOST_LAYERS, inputs.size(), layers));
    }
    this.layers = layers;
    font = Fonts.of(cell + String.join("", inputs) + String.join("", outputs), Font.PLAIN, 16);
    this.inputs = shortened(inputs);
    this.outputs = shortened(outputs);
    int widest = Math.max(Canvas.widest(this.inputs, font), Canvas.widest(this.outputs, font));
    column = Math.max(FIRST, widest + GAP);
  }

  private List<String> shortened(List<String> labels) {
    return labels.stream()
        .map(label -> Canvas.shortened(String.valueOf(label), font, WIDEST_LABEL))
        .toList();
  }

  BufferedImage image() {
    try (Canvas canvas = new Canvas(x(inputs.size()), layers * ROW + ROW)) {
      canvas.pen.setStroke(new BasicStroke(2));
      canvas.pen.setFont(font);
      for (int layer = 0; layer < layers; layer++) {
        state(canvas, 0, layer, FIRST / 5.0, y(layer));
        arrow(canvas.pen, FIRST / 5 + 28, y(layer), x(0) - CELL / 2, y(layer));
      }
      for (int step = 0; step < inputs.size(); step++) {
        draw(canvas, step);
      }
      return canvas.image();
    }
  }

  private void draw(Canvas canvas, int step) {
    Graphics2D pen = canvas.pen;
    pen.setColor(Color.BLACK);
    label(canvas, inputs.get(step), x(step), y(-1));
    arrow(pen, x(step), y(-1) - LABEL / 2, x(step), y(0) + CELL / 2);
    for (int layer = 0; layer < layers; layer++) {
      pen.setColor(FILL);
      pen.fillRoundRect(x(step) - CELL / 2, y(layer) - CELL / 2, CELL, CELL, 16, 16);
      pen.setColor(LINE);
      pen.drawRoundRect(x(step) - CELL / 2, y(layer) - CELL / 2, CELL, CELL, 16, 16);
      canvas.centered(layers == 1 ? cell : cell + " " + (layer + 1), x(step), y(layer));
      pen.setColor(Color.BLACK);
      int top = layer == layers - 1 ? y(layers) + LABEL / 2 : y(layer + 1) + CELL / 2;
      arrow(pen, x(step), y(layer) - CELL / 2, x(step), top);
      boolean last = step == inputs.size() - 1;
      int right = last ? x(step) + CELL : x(step + 1) - CELL / 2;
      arrow(pen, x(step) + CELL / 2, y(layer), right, y(layer));
      state(
          canvas,
          step + 1,
          layer,
          last ? x(step) + FIRST * 3 / 5.0 : (x(step) + x(step + 1)) / 2.0,
          last ? y(layer) : y(layer) - 18);
    }
    label(canvas, outputs.get(step), x(step), y(layers));
  }

  /** A state's name as formulas write it: its step below, and above it the layer, if of several. */
  private void state(Canvas canvas, int step, int layer, double x, double y) {
    symbol(canvas, "h", "" + step, layers == 1 ? "" : "(" + (layer + 1) + ")", x, y);
  }

  /** What is read or said; a letter and a number, "x1", as a symbol with an index. */
  private void label(Canvas canvas, String label, double x, double y) {
    if (label.matches("[a-z]\\d+")) {
      symbol(canvas, label.substring(0, 1), label.substring(1), "", x, y);
    } else {
      canvas.centered(label, x, y);
    }
  }

  private void symbol(
      Canvas canvas, String letter, String below, String above, double x, double y) {
    canvas.centered(letter, x, y);
    canvas.pen.setFont(font.deriveFont(SMALL * font.getSize2D()));
    canvas.startingAt(below, x + INDEX, y + INDEX);
    canvas.startingAt(above, x + INDEX, y - INDEX);
    canvas.pen.setFont(font);
  }

  private int x(int step) {
    return FIRST + step * column;
  }

  /** The middle of a layer; layer -1 is the inputs, and the layer after the last is the outputs. */
  private int y(int layer) {
    int lowest = layers * ROW - ROW / 2 + LABEL;
    if (layer < 0) {
      return lowest + CELL / 2 + ROW / 2;
    }
    return layer < layers ? lowest - layer * ROW : LABEL / 2;
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
