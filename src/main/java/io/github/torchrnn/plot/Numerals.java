package io.github.torchrnn.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * The texts of the numbers of a matrix: whole numbers as they are, others with as many decimals as
 * tell them apart, or, where all are tiny, with exponents.
 */
record Numerals(int decimals, boolean tiny) {

  /** The most decimals before exponents are shorter. */
  private static final int MOST = 5;

  private static final MathContext TWO_DIGITS = new MathContext(2);

  static Numerals of(double[][] numbers) {
    if (Arrays.stream(numbers)
        .flatMapToDouble(Arrays::stream)
        .allMatch(it -> it == Math.rint(it))) {
      return new Numerals(0, false);
    }
    int power = (int) Math.floor(Math.log10(Matrices.bound(numbers)));
    int decimals = power < -1 ? 1 - power : Math.max(0, 2 - Math.max(0, power));
    return new Numerals(decimals, decimals > MOST);
  }

  boolean whole() {
    return decimals == 0;
  }

  String text(double number) {
    BigDecimal exact = new BigDecimal(number);
    return tiny
        ? Ticks.text(exact.round(TWO_DIGITS).stripTrailingZeros())
        : exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
