package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.jit.Log;
import io.github.torchrnn.nn.Expect;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveChartTest {

  private static final long MS = 1_000_000;
  private static final Color FIRST_LINE = new Color(0x1F77B4);

  private final List<BufferedImage> shown = new ArrayList<>();

  /** The time, in ns. */
  private long now;

  /** What drawing takes, in ms. */
  private long cost;

  private LiveChart chart(String... names) {
    return new LiveChart(
        List.of(names),
        picture -> {
          now += cost * MS;
          shown.add(picture);
        },
        () -> now);
  }

  private void train(LiveChart live, int steps) {
    for (int i = 0; i < steps; i++) {
      now += MS;
      live.add(steps - i);
    }
  }

  @Test
  void aQuickDrawingIsShownTwiceASecond() {
    train(chart("loss"), 10_000);
    assertEquals(1 + 20, shown.size(), "an empty chart before, then one each 500 ms");
  }

  @Test
  void aSlowDrawingTakesAFiftiethOfTheTime() {
    cost = 100;
    train(chart("loss"), 12_000);
    assertEquals(1 + 3, shown.size(), "an empty chart before, then one each 5,000 ms");
  }

  @Test
  void theEndShowsAllValues() {
    LiveChart live = chart("loss");
    try (live) {
      train(live, 800);
      assertEquals(3, shown.size());
    }
    assertEquals(4, shown.size());
    assertArrayEquals(pixels(live.picture()), pixels(shown.get(3)));
    live.close();
    assertEquals(4, shown.size(), "closed once");
    Expect.refusal(IllegalStateException.class, "the chart is closed", () -> live.add(1));
  }

  private static int[] pixels(BufferedImage picture) {
    return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, 800);
  }

  @Test
  void withoutANotebookThereIsThePicture() {
    try (LiveChart live = Plots.live("train", "held out")) {
      int before = count(live.picture(), FIRST_LINE);
      live.add(1, 2);
      live.add(Double.NaN, Double.POSITIVE_INFINITY);
      live.add(Double.MAX_VALUE, 1);
      live.add(0.5, 1);
      assertEquals(0, before);
      assertTrue(count(live.picture(), FIRST_LINE) > 20, "the first line's circles");
    }
  }

  private static int count(BufferedImage picture, Color color) {
    int count = 0;
    for (int pixel : pixels(picture)) {
      count += pixel == color.getRGB() ? 1 : 0;
    }
    return count;
  }

  @Test
  void aBrokenScreenDoesNotEndTheTraining() throws ReflectiveOperationException {
    List<String> log =
        Log.of(
            LiveChart.class,
            () -> {
              LiveChart live =
                  new LiveChart(
                      List.of("loss"),
                      picture -> {
                        throw new IllegalStateException("no socket");
                      },
                      () -> now);
              train(live, 5000);
              live.close();
            });
    assertEquals("The chart is not shown any more", log.get(0));
    assertEquals(1, log.stream().filter(line -> line.contains("no socket")).count());
  }

  @Test
  void aLongTrainingIsDrawnByEverySecondValueAndSoOn() {
    GrowingLines lines = new GrowingLines(List.of("a", "b"));
    for (int step = 1; step <= 1024; step++) {
      lines.add(step, -step);
    }
    assertArrayEquals(numbers(1, 1, 1024), lines.x());
    lines.add(1025, -1025);
    assertArrayEquals(numbers(1, 2, 1025), lines.x());
    lines.add(1026, -1026);
    assertArrayEquals(with(numbers(1, 2, 1025), 1026), lines.x());
    for (int step = 1027; step <= 100_000; step++) {
      lines.add(step, -step);
    }
    double[] steps = with(numbers(1, 128, 100_000), 100_000);
    assertArrayEquals(steps, lines.x());
    assertArrayEquals(steps, lines.y(0), "the value of each step is its number");
    assertArrayEquals(DoubleStream.of(steps).map(step -> -step).toArray(), lines.y(1));
  }

  private static double[] numbers(int first, int stride, int last) {
    return DoubleStream.iterate(first, x -> x <= last, x -> x + stride).toArray();
  }

  private static double[] with(double[] numbers, double last) {
    return DoubleStream.concat(DoubleStream.of(numbers), DoubleStream.of(last)).toArray();
  }

  @Test
  void refusals() {
    Expect.refusal("the lines need names, each its own, got []", Plots::live);
    Expect.refusal(
        "the lines need names, each its own, got [a, a]", () -> Plots.live("a", "a").close());
    String[] many = IntStream.range(0, 201).mapToObj(i -> "line " + i).toArray(String[]::new);
    Expect.refusal(
        "a chart has at most 200 lines: a heat map shows more", () -> Plots.live(many).close());
    Expect.refusal(NullPointerException.class, "a name is null", () -> Plots.live("a", null));
    Expect.refusal("2 lines need as many values, got 1", () -> chart("a", "b").add(1));
  }
}
