package io.github.torchrnn.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The round numbers of an axis: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param step from one to the next
 */
record Ticks(BigDecimal step) {

  /** What rounding may cost, in steps. */
  private static final double SLACK = 1e-9;

  private static final List<BigDecimal> ROUND =
      List.of(BigDecimal.ONE, new BigDecimal(2), new BigDecimal(5), new BigDecimal("1e1"));

  /**
   * The ticks of a range.
   *
   * @param most how many there may be, about
   * @param whole whether only whole numbers make sense
   */
  static Ticks of(double min, double max, int most, boolean whole) {
    double least = max / Math.max(1, most) - min / Math.max(1, most); // a step may be 1e308
    int power = (int) Math.floor(Math.log10(least));
    for (BigDecimal round : ROUND) {
      BigDecimal step = round.scaleByPowerOfTen(power);
      if (step.doubleValue() >= least * (1 - 1e-9)) {
        return new Ticks(whole ? step.max(BigDecimal.ONE) : step);
      }
    }
    throw new IllegalStateException("no round step for " + least);
  }

  /** The multiples of the step from min to max. */
  List<Integer> between(double min, double max) {
    int first = (int) Math.ceil(units(min) - SLACK);
    int last = (int) Math.floor(units(max) + SLACK);
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  /** A number in steps. */
  double units(double number) {
    return number / step.doubleValue();
  }

  /** A multiple of the step. */
  double number(int multiple) {
    return step.multiply(BigDecimal.valueOf(multiple)).doubleValue();
  }

  /** The text of a multiple of the step: as many digits as the step has, in any locale. */
  String label(long multiple) {
    return text(step.multiply(BigDecimal.valueOf(multiple)));
  }

  /** A number as people write it: {@code 0.05}, {@code 2000}, {@code 1e-7}. */
  static String text(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    int digits = number.precision() - number.scale();
    boolean plain = digits > -4 && digits <= 6;
    return plain
        ? number.setScale(Math.max(0, number.scale())).toPlainString()
        : exponential(number.stripTrailingZeros());
  }

  private static String exponential(BigDecimal number) {
    int power = number.precision() - number.scale() - 1;
    BigDecimal digits =
        number.scaleByPowerOfTen(-power).round(new MathContext(4)).stripTrailingZeros();
    return String.format(Locale.ROOT, "%se%d", digits.toPlainString(), power);
  }
}
