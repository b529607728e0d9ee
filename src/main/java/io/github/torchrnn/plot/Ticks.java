package io.github.torchrnn.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The round numbers of an axis: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param step from one to the next
 * @param plain whether they are written without exponents
 */
record Ticks(BigDecimal step, boolean plain) {

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
        double bound = Math.max(Math.abs(min), Math.abs(max));
        return new Ticks(whole ? step.max(BigDecimal.ONE) : step, power > -5 && bound < 1e7);
      }
    }
    throw new IllegalStateException("no round step for " + least);
  }

  /** The multiples of the step from min to max. */
  List<Long> between(double min, double max) {
    long first = (long) Math.ceil(units(min) - SLACK);
    long last = (long) Math.floor(units(max) + SLACK);
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** A number in steps. */
  double units(double number) {
    return number / step.doubleValue();
  }

  /** A multiple of the step. */
  double number(long multiple) {
    return exact(multiple).doubleValue();
  }

  private BigDecimal exact(long multiple) {
    return step.multiply(BigDecimal.valueOf(multiple));
  }

  /** The text of a multiple of the step: as many digits as the step has, in any locale. */
  String label(long multiple) {
    return multiple == 0 ? "0" : text(exact(multiple), plain);
  }

  /** A number by itself as people write it: {@code 0.05}, {@code 2000}, {@code 1e-7}. */
  static String text(BigDecimal number) {
    int digits = number.precision() - number.scale();
    return number.signum() == 0 ? "0" : text(number, digits > -4 && digits <= 6);
  }

  private static String text(BigDecimal number, boolean plain) {
    return plain ? number.toPlainString() : exponential(number.stripTrailingZeros());
  }

  private static String exponential(BigDecimal number) {
    int power = number.precision() - number.scale() - 1;
    BigDecimal digits =
        number.scaleByPowerOfTen(-power).round(new MathContext(4)).stripTrailingZeros();
    return String.format(Locale.ROOT, "%se%s", digits.toPlainString(), power);
  }
}
