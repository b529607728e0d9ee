package io.github.torchrnn.tutorial;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as Python prints them. Java's own formatter rounds ties differently. */
final class PythonFormat {

  private PythonFormat() {}

  /** {@code "%.{digits}f" % number}. */
  static String fixed(double number, int digits) {
    if (Double.isNaN(number)) {
      return "nan";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String text = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    // A negative number that is rounded to zero keeps its sign, as the negative zero does.
    boolean lostSign = Math.copySign(1, number) < 0 && !text.startsWith("-");
    return lostSign ? "-" + text : text;
  }
}
