package io.github.torchrnn.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * The texts of the numbers of a matrix: whole numbers as they are, others with as many decimals as
 * tell them apart.
 */
record Numerals(int decimals) {

  /** The most decimals: the numbers of smaller ones are zeros. */
  private static final int MOST = 5;

  static Numerals of(double[][] numbers) {
    if (Arrays.stream(numbers)
        .flatMapToDouble(Arrays::stream)
        .allMatch(it -> it == Math.rint(it))) {
      return new Numerals(0);
    }
    double bound =
        Arrays.stream(numbers).flatMapToDouble(Arrays::stream).map(Math::abs).max().getAsDouble();
    int power = (int) Math.floor(Math.log10(bound));
    return new Numerals(
        power < -1 ? Math.min(MOST, 1 - power) : Math.max(0, 2 - Math.max(0, power)));
  }

  boolean whole() {
    return decimals == 0;
  }

  String text(double number) {
    return new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
