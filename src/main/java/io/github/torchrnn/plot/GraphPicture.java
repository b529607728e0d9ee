package io.github.torchrnn.plot;

import io.github.torchrnn.jit.InternalPrograms.Kind;
import io.github.torchrnn.jit.InternalPrograms.Node;
import io.github.torchrnn.jit.InternalPrograms.Parameter;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A drawing of a program, from the arguments above to the results below: a box for each operation,
 * with the shapes of its values, in the colour of the parameters that it takes. Lengths are in
 * pixels.
 */
final class GraphPicture {

  private static final int MARGIN = 24;
  private static final int TITLE = 36;
  private static final int BOX = 46;
  private static final int BETWEEN = 36;
  private static final int LINE = 18;
  private static final int PADDING = 12;
  private static final int ROUND = 14;
  private static final int ARROW = 8;
  private static final int SWATCH = 14;
  private static final int WIDEST = 320;
  private static final int LEAST_WIDTH = 560;

  private static final Color LINES = new Color(0x5A6B7B);
  private static final Color PLAIN = new Color(0xF3F3F3);

  /** For operations with parameters, the same for the same ones. */
  private static final Color[] COLORS = {
    new Color(0xCFE2F5),
    new Color(0xFDDFC5),
    new Color(0xD3ECD2),
    new Color(0xE5D5F0),
    new Color(0xF9D3D3),
    new Color(0xFFF0B8),
    new Color(0xCBEBEB),
    new Color(0xE9DBD0)
  };

  private final String title;
  private final List<Node> nodes;
  private final List<String> names = new ArrayList<>();
  private final Map<List<Parameter>, Color> colors = new LinkedHashMap<>();
  private final double[] widths;
  private final Font bold;
  private final Font plain;
  private final GraphLayout layout;

  /**
   * A picture.
   *
   * @param isStep whether the first result is a loss
   */
  GraphPicture(String title, List<Node> nodes, boolean isStep) {
    this.title = title;
    this.nodes = nodes;
    for (Node node : nodes) {
      String name = name(node, isStep);
      names.add(Canvas.shortened(name, Fonts.of(name, Font.BOLD, 13), WIDEST));
      if (!node.parameters().isEmpty()) {
        colors.putIfAbsent(node.parameters(), COLORS[colors.size() % COLORS.length]);
      }
    }
    String texts = title + String.join("", names);
    bold = Fonts.of(texts, Font.BOLD, 13);
    plain = Fonts.of(texts, Font.PLAIN, 12);
    widths = new double[nodes.size()];
    Arrays.setAll(
        widths,
        i ->
            2 * PADDING
                + Math.max(
                    Canvas.metrics(bold).stringWidth(names.get(i)),
                    Canvas.metrics(plain).stringWidth(nodes.get(i).shapes())));
    boolean[] computes = new boolean[nodes.size()];
    for (int i = 0; i < computes.length; i++) {
      computes[i] = nodes.get(i).kind() == Kind.OPERATION;
    }
    layout = new GraphLayout(nodes.stream().map(Node::inputs).toList(), computes, widths, MARGIN);
  }

  private String name(Node node, boolean isStep) {
    return switch (node.kind()) {
      case ARGUMENT -> Words.of("argument") + " " + node.name();
      case CONSTANT -> node.name().isEmpty() ? Words.of("constant") : node.name();
      case OPERATION -> node.name();
      case RESULT ->
          isStep && node.name().equals("0")
              ? Words.of("loss.axis")
              : Words.of("result") + " " + node.name();
    };
  }

  BufferedImage image() {
    int inner = (int) Math.max(LEAST_WIDTH, Math.ceil(layout.width()));
    List<List<String>> legend = legend(inner - SWATCH - PADDING);
    int lines = legend.stream().mapToInt(List::size).sum();
    int floor = top(layout.layers()) - BETWEEN / 2;
    int width = inner + 2 * MARGIN;
    double left = (width - layout.width()) / 2;
    try (Canvas canvas = new Canvas(width, floor + lines * LINE + legend.size() * 6 + 6)) {
      canvas.pen.setFont(bold.deriveFont(14f));
      canvas.centered(title, width / 2.0, TITLE / 2.0);
      canvas.pen.translate(left, 0);
      for (int node = 0; node < nodes.size(); node++) {
        drawEdges(canvas, node);
      }
      for (int node = 0; node < nodes.size(); node++) {
        drawNode(canvas, node);
      }
      canvas.pen.translate(-left, 0);
      drawLegend(canvas, legend, floor);
      return canvas.image();
    }
  }

  private int top(int layer) {
    return TITLE + layer * (BOX + BETWEEN);
  }

  private void drawNode(Canvas canvas, int number) {
    Node node = nodes.get(number);
    double x = layout.x(number);
    int top = top(layout.layer(number));
    boolean isPill = node.kind() == Kind.ARGUMENT || node.kind() == Kind.RESULT;
    double height = node.shapes().isEmpty() ? BOX / 2.0 + 4 : BOX;
    double round = isPill ? height : ROUND;
    var box =
        new RoundRectangle2D.Double(
            x - widths[number] / 2, top, widths[number], height, round, round);
    canvas.pen.setColor(isPill ? Color.WHITE : colors.getOrDefault(node.parameters(), PLAIN));
    canvas.pen.fill(box);
    canvas.pen.setColor(LINES);
    canvas.pen.draw(box);
    canvas.pen.setColor(Color.BLACK);
    canvas.pen.setFont(bold);
    if (node.shapes().isEmpty()) {
      canvas.centered(names.get(number), x, top + height / 2);
    } else {
      canvas.centered(names.get(number), x, top + BOX / 2.0 - LINE / 2.0 + 1);
      canvas.pen.setFont(plain);
      canvas.pen.setColor(Color.DARK_GRAY);
      canvas.centered(node.shapes(), x, top + BOX / 2.0 + LINE / 2.0);
    }
  }

  /** The edges to a node, side by side where they arrive. */
  private void drawEdges(Canvas canvas, int number) {
    canvas.pen.setColor(LINES);
    List<Integer> inputs = nodes.get(number).inputs();
    List<Integer> fromLeft = new ArrayList<>(inputs);
    fromLeft.sort((one, other) -> Double.compare(lastX(number, one), lastX(number, other)));
    for (int i = 0; i < inputs.size(); i++) {
      int input = inputs.get(i);
      double share = (fromLeft.indexOf(input) + 1.0) / (inputs.size() + 1) - 0.5;
      double toX = layout.x(number) + share * widths[number];
      int toY = top(layout.layer(number));
      Path2D path = new Path2D.Double();
      double x = layout.x(input);
      double y = top(layout.layer(input)) + BOX;
      path.moveTo(x, y);
      int layer = layout.layer(input);
      for (double bend : layout.bends(number, i)) {
        layer++;
        curve(path, x, y, bend, top(layer));
        path.lineTo(bend, top(layer) + BOX);
        x = bend;
        y = top(layer) + BOX;
      }
      curve(path, x, y, toX, toY - ARROW);
      canvas.pen.setStroke(new BasicStroke(1.5f));
      canvas.pen.draw(path);
      Path2D head = new Path2D.Double();
      head.moveTo(toX, toY);
      head.lineTo(toX - ARROW / 2.0, toY - ARROW);
      head.lineTo(toX + ARROW / 2.0, toY - ARROW);
      head.closePath();
      canvas.pen.fill(head);
    }
  }

  /** Where the edge from an input comes from, right above a node. */
  private double lastX(int number, int input) {
    double[] bends = layout.bends(number, nodes.get(number).inputs().indexOf(input));
    return bends.length == 0 ? layout.x(input) : bends[bends.length - 1];
  }

  private static void curve(Path2D path, double x, double y, double toX, double toY) {
    double bow = (toY - y) / 2;
    path.curveTo(x, y + bow, toX, toY - bow, toX, toY);
  }

  /** The lines of each entry: the parameters of a colour, as many to a line as fit. */
  private List<List<String>> legend(int width) {
    var metrics = Canvas.metrics(plain);
    List<List<String>> entries = new ArrayList<>();
    for (List<Parameter> parameters : colors.keySet()) {
      List<String> lines = new ArrayList<>();
      String line = "";
      String owner = "";
      for (Parameter parameter : parameters) {
        String entry = parameter.name() + " " + parameter.shape();
        if (!parameter.owner().equals(owner)) {
          owner = parameter.owner();
          entry = owner + ": " + entry;
        }
        String longer = line.isEmpty() ? entry : line + ", " + entry;
        if (!line.isEmpty() && metrics.stringWidth(longer) > width) {
          lines.add(line + ",");
          longer = entry;
        }
        line = longer;
      }
      lines.add(line);
      entries.add(lines);
    }
    return entries;
  }

  private void drawLegend(Canvas canvas, List<List<String>> legend, int top) {
    canvas.pen.setFont(plain);
    int y = top + LINE / 2;
    int entry = 0;
    for (Color color : colors.values()) {
      canvas.pen.setColor(color);
      canvas.pen.fillRect(MARGIN, y - SWATCH / 2, SWATCH, SWATCH);
      canvas.pen.setColor(LINES);
      canvas.pen.drawRect(MARGIN, y - SWATCH / 2, SWATCH, SWATCH);
      canvas.pen.setColor(Color.BLACK);
      for (String line : legend.get(entry++)) {
        canvas.startingAt(line, MARGIN + SWATCH + PADDING, y);
        y += LINE;
      }
      y += 6;
    }
  }
}
