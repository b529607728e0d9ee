package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Expect;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {

  private static final List<float[]> STATES =
      List.of(new float[] {1, -1}, new float[] {0, 1}, new float[] {-1, 0});

  private static int count(BufferedImage image, Predicate<Color> wanted) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        count += wanted.test(new Color(image.getRGB(x, y))) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isRed(Color color) {
    return color.getRed() > 180 && color.getBlue() < 120;
  }

  private static boolean isBlue(Color color) {
    return color.getBlue() > 150 && color.getRed() < 120;
  }

  @Test
  void aHeatMapHasTheColoursOfItsStates() {
    BufferedImage both = Plots.heatMap(STATES, List.of("l", "l", "o"));
    assertEquals(0xFFFFFFFF, both.getRGB(2, 2), "drawn on white");
    BufferedImage high =
        Plots.heatMap(List.of(new float[] {1, 1}, new float[] {1, 1}), List.of("a", "b"));
    assertTrue(count(high, PlotsTest::isRed) > 10 * count(high, PlotsTest::isBlue));
    BufferedImage low =
        Plots.heatMap(List.of(new float[] {-1, -1}, new float[] {-1, -1}), List.of("a", "b"));
    assertTrue(count(low, PlotsTest::isBlue) > 10 * count(low, PlotsTest::isRed));
    assertTrue(count(both, PlotsTest::isBlue) > 10_000 && count(both, PlotsTest::isRed) > 10_000);
  }

  @Test
  void anUnrolledNetworkHasACellForEachStepAndLayer() {
    Predicate<Color> cell = color -> color.equals(new Color(0xDCE9F7));
    int one = count(Plots.unrolled(List.of("x"), List.of("y"), 1), cell);
    int six = count(Plots.unrolled(List.of("x", "x", "x"), List.of("y", "y", "y"), 2), cell);
    assertTrue(one > 3000 && Math.abs(six - 6 * one) < one, one + " and " + six);
  }

  @Test
  void picturesStandSideBySide() {
    BufferedImage loss = Plots.loss(List.of(3.0, 2.0, 1.0));
    BufferedImage small = Plots.unrolled(List.of("x"), List.of("y"), 1);
    BufferedImage all = Plots.beside(loss, small);
    assertArrayEquals(
        new int[] {800 + small.getWidth(), 500}, new int[] {all.getWidth(), all.getHeight()});
    assertEquals(loss.getRGB(400, 250), all.getRGB(400, 250));
    assertEquals(small.getRGB(140, 90), all.getRGB(800 + 140, 90));
    assertEquals(0xFFFFFFFF, all.getRGB(810, 490), "white below the smaller one");
  }

  @Test
  void severalLossesAreSeveralLines() {
    BufferedImage one = Plots.losses(Map.of("a", List.of(1.0, 0.5), "none", List.of()));
    BufferedImage two = Plots.losses(Map.of("a", List.of(1.0, 0.5), "b", List.of(0.5, 1.0)));
    Predicate<Color> second = color -> color.equals(new Color(0xFF7F0E));
    assertEquals(0, count(one, second));
    assertTrue(count(two, second) > 200);
  }

  @Test
  void aTrainingThatFailedIsDrawnAsFarAsItWent() {
    Predicate<Color> line = color -> color.equals(new Color(0x1F77B4));
    List<Double> losses = List.of(3.0, 2.0, Double.NaN, Double.POSITIVE_INFINITY);
    double[] numbers = {3, 2, Double.NaN, Double.POSITIVE_INFINITY};
    for (BufferedImage image :
        List.of(
            Plots.loss(losses),
            Plots.losses(Map.of("a", losses)),
            Plots.lines("t", "x", "y", Map.of("a", numbers)),
            Plots.logLines("t", "x", "y", Map.of("a", numbers)),
            Plots.forecast(numbers, numbers, 4),
            Plots.forecast(numbers, numbers, 4, 1900))) {
      assertTrue(count(image, line) > 100);
    }
    assertEquals(0, count(Plots.loss(List.of(Double.NaN, Double.NaN)), line));
  }

  @Test
  void statesComeAsAnArrayToo() {
    try (var scope = Torch.scope()) {
      List<String> labels = List.of("l", "l", "o");
      int[] expected = pixels(Plots.heatMap(STATES, labels));
      NDArray states = Torch.tensor(new float[] {1, -1, 0, 1, -1, 0}, 3, 2);
      assertArrayEquals(expected, pixels(Plots.hiddenStates(states, labels)));
      assertArrayEquals(expected, pixels(Plots.hiddenStates(states.reshape(3, 1, 2), labels)));
      assertArrayEquals(expected, pixels(Plots.hiddenStates(states.reshape(1, 3, 2), labels)));
      states.setRequiresGradient(true);
      assertArrayEquals(expected, pixels(Plots.hiddenStates(states, labels)));
    }
  }

  @Test
  void aMatrixIsDrawnOfAnyType() {
    try (var scope = Torch.scope()) {
      List<String> two = List.of("a", "b");
      int[] expected = pixels(Plots.heatMap(new float[][] {{1, 2}, {3, 4}}, two, two));
      for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT16, DataType.INT64)) {
        NDArray matrix = Torch.tensor(new float[] {1, 2, 3, 4}, 2, 2).toType(type, false);
        assertArrayEquals(expected, pixels(Plots.heatMap(matrix, two, two)));
      }
      NDArray weights = Torch.tensor(new float[] {0.25f, 0.75f, 1, 0}, 1, 2, 2);
      BufferedImage attention = Plots.attention(weights, two, two);
      assertTrue(count(attention, color -> color.equals(new Color(0x08306B))) > 2000);
    }
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void whatIsSavedIsThePicture(@TempDir Path folder) throws IOException {
    BufferedImage loss = Plots.loss(List.of(3.0, 2.0, 1.0));
    Path file = folder.resolve("loss.png");
    Plots.save(loss, file);
    assertArrayEquals(pixels(loss), pixels(ImageIO.read(file.toFile())));
  }

  @Test
  void wrongShapesAreOneLine() {
    try (var scope = Torch.scope()) {
      List<String> two = List.of("a", "b");
      Expect.refusal(
          "matrix must be of (rows, columns), but is of [2]",
          () -> Plots.heatMap(Torch.zeros(2), two, two));
      Expect.refusal(
          "weights must be of (target, source), but is of [3, 2, 2]",
          () -> Plots.attention(Torch.zeros(3, 2, 2), two, two));
      Expect.refusal(
          "columns must have 3 labels, got 2", () -> Plots.heatMap(Torch.zeros(2, 3), two, two));
      Expect.refusal(
          "target tokens must have 3 labels, got 2",
          () -> Plots.attention(Torch.zeros(3, 2), two, two));
      Expect.refusal(
          "states must be rows of one length, and not empty",
          () -> Plots.hiddenStates(Torch.zeros(0, 3), List.of()));
      Expect.refusal(
          "row 1 of states has NaN at 0, which has no place on an axis",
          () -> Plots.hiddenStates(Torch.tensor(new float[] {1, 2, Float.NaN, 0}, 2, 2), two));
    }
  }

  @Test
  void badInputIsOneLine() {
    List<float[]> ragged = new ArrayList<>(STATES);
    ragged.add(new float[] {1});
    String states = "states must be rows of one length, and not empty";
    Expect.refusal(states, () -> Plots.heatMap(List.of(), List.of()));
    Expect.refusal(states, () -> Plots.hiddenStates(ragged));
    Expect.refusal("steps must have 3 labels, got 1", () -> Plots.heatMap(STATES, List.of("x")));
    Expect.refusal(
        "every step needs an input and an output, got 1 and 2",
        () -> Plots.unrolled(List.of("x"), List.of("y", "z"), 1));
    Expect.refusal(
        "layers must be at least 1, got 0", () -> Plots.unrolled(List.of("x"), List.of("y"), 0));
    Expect.refusal(
        "counts must have a row and a column for each of 2 classes",
        () -> Plots.confusion(List.of("a", "b"), new int[][] {{1, 2}}));
    Expect.refusal(
        "counts must have a row and a column for each of 0 classes",
        () -> Plots.confusion(List.of(), new int[0][]));
    Expect.refusal(
        "start must not be negative, got -1",
        () -> Plots.forecast(new double[] {1}, new double[] {2}, -1));
    Expect.refusal(
        "a picture has at most 60 steps and 20 layers, got 1 and 101",
        () -> Plots.unrolled(List.of("x"), List.of("y"), 101));
    Expect.refusal("nothing to put side by side", Plots::beside);
    assertThrows(
        UncheckedIOException.class,
        () -> Plots.save(Plots.loss(List.of(1.0)), Path.of("no/such/folder.png")));
  }

  @Test
  void whatIsNullIsNamed() {
    List<String> labels = List.of("x");
    names("losses", () -> Plots.loss(null));
    names("states", () -> Plots.hiddenStates(null));
    names("steps", () -> Plots.heatMap(STATES, null));
    names("outputs", () -> Plots.unrolled(labels, null, 1));
    names("counts", () -> Plots.confusion(labels, null));
    names("forecast", () -> Plots.forecast(new double[] {1}, null, 0));
    names("xLabel", () -> Plots.lines("title", null, "y", Map.of()));
    names("series", () -> Plots.logLines("title", "x", "y", null));
    names("matrix", () -> Plots.heatMap((NDArray) null, labels, labels));
    names("columns", () -> Plots.heatMap(new float[][] {{1}}, labels, null));
    names("weights", () -> Plots.attention(null, labels, labels));
    names("arrays", () -> Plots.histograms(null));
    names("step", () -> Plots.graph((CompiledStep<?>) null));
    names("forward", () -> Plots.graph((CompiledForward<?>) null));
    names("a picture", () -> Plots.beside(Plots.loss(List.of()), null));
    names("file", () -> Plots.save(Plots.unrolled(labels, labels, 1), null));
  }

  private static void names(String argument, Executable call) {
    assertEquals(
        argument + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }
}
