package io.github.torchrnn.tutorial;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as Python prints them. Java's own formatter rounds ties differently. */
final class PythonFormat {

  private static final Pattern CONVERSION = Pattern.compile("%(?:[.]([0-9]+)f|.)");

  private PythonFormat() {}

  /** {@code format % arguments}, of {@code %d}, {@code %s} and the like of {@code %.2f}. */
  static String format(String format, Object... arguments) {
    Object[] texts = arguments.clone();
    Matcher conversion = CONVERSION.matcher(format);
    for (int i = 0; conversion.find(); ) {
      if (conversion.group(1) != null) {
        double number = ((Number) arguments[i]).doubleValue();
        texts[i] = fixed(number, Integer.parseInt(conversion.group(1)));
      }
      i += conversion.group().equals("%%") ? 0 : 1;
    }
    return format.replaceAll("%[.][0-9]+f", "%s").formatted(texts);
  }

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
