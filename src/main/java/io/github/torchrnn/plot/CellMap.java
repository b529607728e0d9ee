package io.github.torchrnn.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of a matrix: a coloured cell for each number, row 0 on top, with labels that may be
 * equal, and the numbers where the cells have room for them. Lengths are in pixels.
 */
final class CellMap {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;
  private static final int WIDEST_CELL = 110;
  private static final int HIGHEST_CELL = 70;
  private static final int LEAST_CELL = 4;

  /** How many rows or columns there may be. */
  private static final int MOST = 1000;

  private static final int GAP = 8;
  private static final int TITLE = 32;

  /** A label that rises from the last column ends above the bar. */
  private static final int WIDEST_LABEL = 130;

  private static final int BAR = 16;

  /** The height of a colour on the bar that has a number. */
  private static final int BAR_STEP = 32;

  private static final int MOST_MARKS = 8;

  /** The angle of labels that are wider than their columns, in degrees. */
  private static final int RISE = 60;

  private static final double SINE = Math.sin(Math.toRadians(RISE));

  /** For counts of 0. */
  private static final Color FAINT = new Color(0x9A9A9A);

  private static final int FONT = 13;
  private static final int SMALLEST_FONT = 9;

  /**
   * The labels along a side.
   *
   * @param title empty for none
   * @param labels of the rows from the top, or of the columns from the left
   */
  record Side(String title, List<String> labels) {

    private Side shortened(Font font) {
      return new Side(
          title,
          labels.stream().map(label -> Canvas.shortened(label, font, WIDEST_LABEL)).toList());
    }

    private int size() {
      return labels.size();
    }
  }

  private final double[][] cells;
  private final ColorScale scale;
  private final String title;
  private final Side rows;
  private final Side columns;

  /** The numbers beside the bar. */
  private final Ticks marks;

  private final Font font;
  private final int lineHeight;
  private final boolean rises;
  private final int cellWidth;
  private final int cellHeight;
  private final int left;
  private final int top;
  private final int width;

  CellMap(double[][] cells, ColorScale scale, String title, Side rows, Side columns) {
    if (rows.size() > MOST || columns.size() > MOST) {
      throw new IllegalArgumentException(
          "a heat map has at most %s rows and columns, got %s and %s"
              .formatted(MOST, rows.size(), columns.size()));
    }
    this.cells = cells;
    this.scale = scale;
    this.title = title;
    String texts =
        title
            + rows.title
            + columns.title
            + String.join("", rows.labels)
            + String.join("", columns.labels);
    font = Fonts.of(texts, Font.PLAIN, FONT);
    this.rows = rows.shortened(font);
    this.columns = columns.shortened(font);
    lineHeight = Canvas.metrics(font).getHeight();

    int beside =
        2 * GAP
            + Canvas.widest(this.rows.labels, font)
            + (rows.title.isEmpty() ? 0 : lineHeight + GAP);
    int bar = 4 * GAP + BAR + Canvas.widest(barLabels(), font);
    cellWidth = fitted(WIDTH - beside - bar, columns.size(), WIDEST_CELL);
    int widest = Canvas.widest(this.columns.labels, font);
    rises = widest > cellWidth - 4;
    int above = rises ? (int) (widest * SINE) + lineHeight / 2 + GAP : lineHeight + GAP / 2;
    top =
        (title.isEmpty() ? GAP : TITLE)
            + (columns.title.isEmpty() ? 0 : lineHeight + GAP / 2)
            + above;
    cellHeight = fitted(HEIGHT - top - 2 * GAP, rows.size(), HIGHEST_CELL);
    int needed = beside + cellWidth * columns.size() + bar;
    width = Math.max(WIDTH, needed);
    left = beside + (width - needed) / 2;
    marks = marks(gridHeight() / BAR_STEP);
  }

  private Ticks marks(int most) {
    return Ticks.of(scale.min(), scale.max(), Math.min(MOST_MARKS, most), false);
  }

  /** The labels of the bar if it is as high as can be: fewer are no wider. */
  private List<String> barLabels() {
    Ticks most = marks(MOST_MARKS);
    return most.between(scale.min(), scale.max()).stream().map(it -> most.label(it)).toList();
  }

  private static int fitted(int room, int count, int most) {
    return Math.max(LEAST_CELL, Math.min(most, room / count));
  }

  private int gridHeight() {
    return rows.size() * cellHeight;
  }

  /** Where a cell is drawn. */
  Rectangle cell(int row, int column) {
    return new Rectangle(left + column * cellWidth, top + row * cellHeight, cellWidth, cellHeight);
  }

  BufferedImage image() {
    try (Canvas canvas = new Canvas(width, top + gridHeight() + 2 * GAP)) {
      canvas.pen.setFont(Fonts.of(title, Font.BOLD, FONT + 1));
      canvas.centered(title, left + columns.size() * cellWidth / 2.0, TITLE / 2.0);
      drawCells(canvas);
      canvas.pen.setFont(font);
      drawRowLabels(canvas);
      drawColumnLabels(canvas);
      drawBar(canvas);
      return canvas.image();
    }
  }

  private void drawCells(Canvas canvas) {
    Numerals numerals = Numerals.of(cells);
    Font fitting = fittingFont(numerals);
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        Rectangle cell = cell(row, column);
        Color color = scale.of(cells[row][column]);
        canvas.pen.setColor(color);
        canvas.pen.fill(cell);
        if (fitting != null) {
          canvas.pen.setFont(fitting);
          canvas.pen.setColor(
              cells[row][column] == 0 && numerals.whole() ? FAINT : ColorScale.ink(color));
          canvas.centered(numerals.text(cells[row][column]), cell.getCenterX(), cell.getCenterY());
        }
      }
    }
    canvas.pen.setColor(Color.GRAY);
    canvas.pen.drawRect(left - 1, top - 1, columns.size() * cellWidth + 1, gridHeight() + 1);
  }

  /** The largest font in which all numbers fit into cells; null if none does. */
  private @Nullable Font fittingFont(Numerals numerals) {
    List<String> texts =
        Arrays.stream(cells)
            .flatMap(row -> Arrays.stream(row).mapToObj(numerals::text))
            .distinct()
            .toList();
    for (int size = FONT; size >= SMALLEST_FONT; size--) {
      Font tried = new Font(Font.SANS_SERIF, Font.PLAIN, size);
      if (size + 2 <= cellHeight && Canvas.widest(texts, tried) + 4 <= cellWidth) {
        return tried;
      }
    }
    return null;
  }

  private void drawRowLabels(Canvas canvas) {
    canvas.pen.setColor(Color.BLACK);
    int every = every(lineHeight - 2.0, cellHeight);
    for (int row = 0; row < rows.size(); row += every) {
      canvas.endingAt(rows.labels.get(row), left - GAP, cell(row, 0).getCenterY());
    }
    int x = left - 2 * GAP - Canvas.widest(rows.labels, font) - lineHeight / 2;
    canvas.rising(rows.title, x, top + gridHeight() / 2.0, 0.5, 90);
  }

  /** To the how manieth cell a label belongs, if it needs so many pixels: 1, 2, 5, 10 ... */
  private static int every(double needed, int cell) {
    return Ticks.of(0, needed / cell, 1, true).step().intValue();
  }

  private void drawColumnLabels(Canvas canvas) {
    int every = rises ? every(lineHeight / SINE, cellWidth) : 1;
    for (int column = 0; column < columns.size(); column += every) {
      double x = cell(0, column).getCenterX();
      if (rises) {
        canvas.rising(columns.labels.get(column), x, top - GAP, 0, RISE);
      } else {
        canvas.centered(columns.labels.get(column), x, top - lineHeight / 2.0 - 2);
      }
    }
    double y = (title.isEmpty() ? GAP : TITLE) + lineHeight / 2.0;
    canvas.centered(columns.title, left + columns.size() * cellWidth / 2.0, y);
  }

  private void drawBar(Canvas canvas) {
    int x = left + columns.size() * cellWidth + 2 * GAP;
    for (int y = 0; y < gridHeight(); y++) {
      double share = (gridHeight() - 0.5 - y) / gridHeight();
      canvas.pen.setColor(scale.of(scale.min() * (1 - share) + scale.max() * share));
      canvas.pen.fillRect(x, top + y, BAR, 1);
    }
    canvas.pen.setColor(Color.GRAY);
    canvas.pen.drawRect(x - 1, top - 1, BAR + 1, gridHeight() + 1);
    canvas.pen.setColor(Color.BLACK);
    for (long mark : marks.between(scale.min(), scale.max())) {
      double share = scale.share(marks.number(mark));
      double y = top + gridHeight() * (1 - share);
      canvas.pen.draw(new Line2D.Double(x + BAR, y, x + BAR + 3, y));
      canvas.startingAt(marks.label(mark), x + BAR + GAP, y);
    }
  }
}
