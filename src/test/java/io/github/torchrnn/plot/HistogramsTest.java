package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@Scoped
class HistogramsTest {

  private static final int FILL = new Color(0x4393C3).getRGB();

  /** The heights of a column's bars, by the columns that have any. */
  private static Map<Integer, Integer> heights(BufferedImage image) {
    Map<Integer, Integer> heights = new TreeMap<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (image.getRGB(x, y) == FILL) {
          heights.merge(x, 1, Integer::sum);
        }
      }
    }
    return heights;
  }

  @Test
  void barsAreAsHighAsTheirCounts() {
    float[] numbers = {0, 0, 0, 0, 1, 1, 2, 2, 2, 2}; // 5 bins
    BufferedImage image = Plots.histograms(Map.of("x", Torch.tensor(numbers, 10)));
    var heights = heights(image);
    int most = heights.values().stream().mapToInt(it -> it).max().getAsInt();
    int half = heights.get((image.getWidth()) / 2);
    assertEquals(most / 2, half, 2, "two of four");
    int first = heights.keySet().iterator().next();
    assertEquals(most, heights.get(first + 5), "four zeros");
    assertTrue(!heights.containsKey(image.getWidth() / 2 + 40), "no number at 1.4");
  }

  @Test
  void panelsStandInRows() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    int[][] sizes = {{1, 1}, {2, 1}, {3, 1}, {2, 2}, {3, 2}, {3, 2}, {3, 3}};
    BufferedImage one = Plots.histograms(Map.of("x", Torch.randn(20)));
    for (int[] size : sizes) {
      arrays.put("a" + arrays.size(), Torch.randn(3, 4));
      BufferedImage image = Plots.histograms(arrays);
      assertEquals(size[0] * one.getWidth(), image.getWidth());
      assertEquals(size[1] * one.getHeight(), image.getHeight());
    }
  }

  @Test
  void anyArrayOfNumbersIsDrawn() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("one number", Torch.tensor(3L));
    arrays.put("the same", Torch.zeros(5));
    arrays.put("small", Torch.randn(50).mul(1e-30));
    arrays.put("recorded", Torch.randn(4));
    arrays.get("recorded").setRequiresGradient(true);
    assertTrue(heights(Plots.histograms(arrays)).size() > 100);
  }

  @Test
  void noSumOrSquareIsTooGreat() {
    double[] numbers = {0, 0.25, 1};
    var expected = heights(Plots.histograms(Map.of("x", doubles(numbers))));
    for (double size : new double[] {1e-290, 1e200, 1e300}) {
      double[] sized = Arrays.stream(numbers).map(it -> it * size).toArray();
      assertEquals(
          expected.size(), heights(Plots.histograms(Map.of("x", doubles(sized)))).size(), 12);
    }
    for (double tiny : new double[] {Double.MIN_VALUE, 1e-310}) {
      assertTrue(heights(Plots.histograms(Map.of("x", doubles(tiny, 0)))).size() > 20);
    }
    assertTrue(heights(Plots.histograms(Map.of("x", doubles(1, 1 + 1e-12)))).size() > 20);
  }

  private static NDArray doubles(double... numbers) {
    NDArray array = Torch.zeros(numbers.length).toType(DataType.FLOAT64, false);
    array.set(DoubleBuffer.wrap(numbers));
    return array;
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    Expect.refusal(
        "a picture has 1 to 120 histograms, got 0 arrays", () -> Plots.histograms(Map.of()));
    Expect.refusal("x has no numbers", () -> Plots.histograms(Map.of("x", Torch.zeros(0, 3))));
    Expect.refusal(
        "x has NaN at 1, which has no place on an axis",
        () -> Plots.histograms(Map.of("x", Torch.tensor(new float[] {1, Float.NaN}, 2))));
  }
}
