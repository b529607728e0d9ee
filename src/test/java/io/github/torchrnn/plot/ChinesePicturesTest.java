package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class ChinesePicturesTest {

  @BeforeEach
  void speakChinese() {
    assumeTrue(
        Fonts.canShow("损失"),
        "no font for Chinese on this machine: fonts-wqy-zenhei is one of Debian's");
    Plots.locale(Locale.CHINESE);
  }

  @AfterEach
  void speakEnglish() {
    Plots.locale(Locale.ENGLISH);
  }

  @Test
  void titlesAndAxesAreInChineseInAFontThatHasIt() {
    XYChart chart = new LineChart(Words.of("loss"), Words.of("epoch"), "", false).chart();
    assertEquals("损失", chart.getTitle());
    assertEquals("轮次", chart.getXAxisTitle());
    assertEquals(-1, chart.getStyler().getChartTitleFont().canDisplayUpTo("损失"));
    assertEquals(-1, chart.getStyler().getAxisTitleFont().canDisplayUpTo("轮次"));
  }

  @Test
  void theLineBelowALiveChartIsInChinese() {
    GrowingLines lines = new GrowingLines(List.of("loss"));
    lines.add(1);
    int[] chinese = bottom(lines.picture());
    assertArrayEquals(chinese, bottom(lines.picture()));
    Plots.locale(Locale.ENGLISH);
    assertFalse(Arrays.equals(chinese, bottom(lines.picture())));
  }

  @Test
  void linesWhoseNamesAreOneWordInChineseAreTwo() {
    double[] rising = {1, 2};
    double[] falling = {2, 1};
    BufferedImage both =
        Plots.lines("", "", "", new TreeMap<>(Map.of("Loss", rising, "loss", falling)));
    int[] row = both.getRGB(0, 0, both.getWidth(), both.getHeight(), null, 0, both.getWidth());
    int second = 0xFFFF7F0E;
    assertTrue(Arrays.stream(row).filter(pixel -> pixel == second).count() > 100);
  }

  @Test
  void aCallersTextThatPlotsHasAWordForIsInChinese() {
    assertEquals("训练损失", Words.own("train loss"));
    assertEquals("RNNCell", Words.own("RNNCell"));
    Map<String, double[]> series = Map.of("train loss", new double[] {2, 1});
    int[] own = bottom(Plots.lines("Loss", "epochs", "loss", series));
    int[] other = bottom(Plots.lines("Loss", "epochs!", "loss", series));
    assertFalse(Arrays.equals(own, other));
    assertArrayEquals(bottom(Plots.lines("Loss", "轮次", "loss", series)), own);
  }

  private static int[] bottom(BufferedImage picture) {
    return picture.getRGB(0, 474, 800, 26, null, 0, 800);
  }
}
