package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0    | 1     | 5  | false | 0 0.2 0.4 0.6 0.8 1.0",
        "-1   | 1     | 4  | false | -1.0 -0.5 0 0.5 1.0",
        "1    | 15    | 10 | true  | 2 4 6 8 10 12 14",
        "1    | 3     | 10 | true  | 1 2 3",
        "1700 | 2008  | 8  | true  | 1700 1750 1800 1850 1900 1950 2000",
        "0    | 3e-7  | 3  | false | 0 1e-7 2e-7 3e-7",
        "0    | 3e12  | 3  | false | 0 1e12 2e12 3e12",
        "-1e300 | 1e300 | 4 | false | -1e300 -5e299 0 5e299 1e300",
        "0    | 4     | 4  | false | 0 1 2 3 4"
      })
  void ticksAreRoundNumbers(double min, double max, int most, boolean whole, String expected) {
    Ticks ticks = Ticks.of(min, max, most, whole);
    List<String> labels = ticks.between(min, max).stream().map(ticks::label).toList();
    assertEquals(expected, String.join(" ", labels));
  }

  @Test
  void stepsAreOneTwoOrFive() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      double min = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      double max = min + Math.pow(10, random.nextDouble() * 20 - 10) * Math.abs(min);
      int most = 2 + random.nextInt(10);
      Ticks ticks = Ticks.of(min, max, most, false);
      String digits = ticks.step().stripTrailingZeros().unscaledValue().toString();
      assertTrue(List.of("1", "2", "5").contains(digits), digits);
      assertTrue(ticks.between(min, max).size() <= most + 1, min + " to " + max);
    }
  }
}
