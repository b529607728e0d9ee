package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.plot.CellMap.Side;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellMapTest {

  private static final Color BLUE = new Color(0x4393C3);
  private static final Color RED = new Color(0xD6604D);
  private static final Color DARK = new Color(0x08306B);

  private static CellMap map(double[][] cells, List<String> rows, List<String> columns) {
    return new CellMap(
        cells, ColorScale.of(cells), "title", new Side("", rows), new Side("", columns));
  }

  private static Color corner(BufferedImage image, CellMap map, int row, int column) {
    Rectangle cell = map.cell(row, column);
    return new Color(image.getRGB(cell.x + 2, cell.y + 2));
  }

  @Test
  void rowZeroIsOnTopAndEqualLabelsStay() {
    double[][] cells = {{1, -1, 0}, {0, 0, 1}};
    CellMap map = map(cells, List.of("a", "a"), List.of("l", "l", "l"));
    BufferedImage image = map.image();
    assertEquals(RED, corner(image, map, 0, 0));
    assertEquals(BLUE, corner(image, map, 0, 1));
    assertEquals(Color.WHITE, corner(image, map, 0, 2));
    assertEquals(Color.WHITE, corner(image, map, 1, 0));
    assertEquals(RED, corner(image, map, 1, 2));
    assertTrue(map.cell(0, 0).y < map.cell(1, 0).y && map.cell(0, 0).x < map.cell(0, 1).x);
    for (int column = 0; column < 3; column++) {
      Rectangle cell = map.cell(0, column);
      Rectangle label = new Rectangle(cell.x, cell.y - 20, cell.width, 18);
      assertTrue(darkest(image, label) < 100, "column " + column + " has a label");
    }
  }

  /** The brightness of the darkest pixel, from 0 to 255. */
  private static int darkest(BufferedImage image, Rectangle area) {
    int darkest = 255;
    for (int x = area.x; x < area.x + area.width; x++) {
      for (int y = area.y; y < area.y + area.height; y++) {
        darkest = Math.min(darkest, new Color(image.getRGB(x, y)).getGreen());
      }
    }
    return darkest;
  }

  private static int brightest(BufferedImage image, Rectangle area) {
    int brightest = 0;
    for (int x = area.x; x < area.x + area.width; x++) {
      for (int y = area.y; y < area.y + area.height; y++) {
        brightest = Math.max(brightest, new Color(image.getRGB(x, y)).getGreen());
      }
    }
    return brightest;
  }

  @Test
  void countsAreReadableOnTheirColours() {
    double[][] cells = {{90, 5}, {0, 45}};
    CellMap map = map(cells, List.of("a", "b"), List.of("a", "b"));
    BufferedImage image = map.image();
    assertEquals(DARK, corner(image, map, 0, 0));
    assertTrue(brightest(image, map.cell(0, 0)) > 240, "white on dark blue");
    assertTrue(darkest(image, map.cell(0, 1)) < 40, "black on light blue");
  }

  @Test
  void everyColourIsReadUnderItsInk() {
    for (ColorScale scale : List.of(new ColorScale(0, 1, false), ColorScale.signed(1))) {
      for (double number = scale.min(); number <= 1; number += 0.01) {
        Color ground = scale.of(number);
        double ratio = contrast(ground, ColorScale.ink(ground));
        assertTrue(ratio > 4.5, number + " has " + ratio); // what WCAG asks of texts
      }
    }
  }

  private static double contrast(Color one, Color other) {
    double light = Math.max(light(one), light(other)) + 0.05;
    return light / (Math.min(light(one), light(other)) + 0.05);
  }

  private static double light(Color color) {
    float[] parts = color.getRGBColorComponents(null);
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      linear[i] =
          parts[i] <= 0.03928 ? parts[i] / 12.92 : Math.pow((parts[i] + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  @Test
  void sizesFollowTheMatrix() {
    BufferedImage few = map(new double[][] {{1}}, List.of("a"), List.of("b")).image();
    assertEquals(800, few.getWidth());
    assertTrue(few.getHeight() < 200);
    int many = 18;
    List<String> labels = Collections.nCopies(many, "a language");
    CellMap map = map(new double[many][many], labels, labels);
    assertEquals(800, map.image().getWidth());
    assertTrue(map.image().getHeight() <= 500);
    assertTrue(map.cell(0, 0).y > 80, "labels that rise have room");
    List<String> wide = IntStream.range(0, 500).mapToObj(i -> "" + i).toList();
    assertTrue(map(new double[1][500], List.of("a"), wide).image().getWidth() > 2000);
  }

  @Test
  void longLabelsAreNotCutOff() {
    String label = "Donaudampfschifffahrtsgesellschaft";
    for (int columns : new int[] {3, 30, 300}) {
      List<String> labels = Collections.nCopies(columns, label);
      BufferedImage image = map(new double[2][columns], List.of(label, label), labels).image();
      int right = image.getWidth() - 1;
      for (int y = 0; y < image.getHeight(); y++) {
        assertEquals(-1, image.getRGB(0, y) & image.getRGB(right, y), columns + " columns");
      }
      for (int x = 0; x <= right; x++) {
        assertEquals(-1, image.getRGB(x, 0), columns + " columns");
      }
    }
  }

  @Test
  void aMatrixHasItsMeasures() {
    List<String> labels = Collections.nCopies(1001, "a");
    Expect.refusal(
        "a heat map has at most 1000 rows and columns, got 1 and 1001",
        () -> map(new double[1][1001], List.of("a"), labels));
  }

  @Test
  void theSmallestNumbersAreDrawnAsZeros() {
    List<String> labels = List.of("a", "b");
    for (double tiny : new double[] {Double.MIN_VALUE, 1e-310}) {
      CellMap map =
          new CellMap(
              new double[][] {{tiny, 0}},
              ColorScale.of(new double[][] {{tiny, -tiny}}),
              "title",
              new CellMap.Side("", List.of("a")),
              new CellMap.Side("", labels));
      assertEquals(Color.WHITE, corner(map.image(), map, 0, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 3, 3",
    "0.5, 1, 0.127, 0.13",
    "1.5, -1, -0.001, 0.00",
    "3, -20, 7, 7",
    "12.5, 1, 1.26, 1.3",
    "123.4, 1, 1.26, 1",
    "0.05, 0, 0.0123, 0.012",
    "0.00012, 0, 0.00003, 0.00003",
    "-0.00009, 0, -0.0000123, -1.2e-5",
    "3e-7, 0, 0, 0",
    "3e-7, 1.26e-8, 1.26e-8, 1.3e-8"
  })
  void numbersHaveTheDecimalsThatTellThemApart(
      double one, double other, double number, String text) {
    assertEquals(text, Numerals.of(new double[][] {{one, other}}).text(number));
  }
}
