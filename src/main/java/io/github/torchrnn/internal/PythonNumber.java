package io.github.torchrnn.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as Python writes them. Java's own formatter rounds ties differently. */
public final class PythonNumber {

  private PythonNumber() {}

  /** {@code f"{number:.{digits}f}"}. */
  public static String fixed(double number, int digits) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    String text =
        new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).abs().toPlainString();
    return sign(number) + text;
  }

  /** {@code f"{number:.{digits}e}"}. */
  public static String scientific(double number, int digits) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    BigDecimal rounded =
        new BigDecimal(number).abs().round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded
            .scaleByPowerOfTen(-exponent)
            .setScale(digits, RoundingMode.UNNECESSARY)
            .toPlainString();
    return sign(number) + mantissa + exponent(exponent);
  }

  /** {@code repr(number)}: the shortest digits that read back as the number. */
  public static String repr(double number) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    double size = Math.abs(number);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      int exponent = shortest.precision() - shortest.scale() - 1;
      String mantissa = shortest.scaleByPowerOfTen(-exponent).toPlainString();
      return sign(number) + mantissa + exponent(exponent);
    }
    String plain = shortest.toPlainString();
    return sign(number) + (plain.contains(".") ? plain : plain + ".0");
  }

  /** {@code repr(number)}: of an int for a Long or an Integer, otherwise of a float. */
  public static String repr(Number number) {
    return number instanceof Long || number instanceof Integer
        ? number.toString()
        : repr(number.doubleValue());
  }

  /** The number as an expression of TorchScript, whose {@code float("4.9e-324")} overflows. */
  public static String script(double number) {
    return Double.isFinite(number) ? repr(number) : "float(\"%s\")".formatted(special(number));
  }

  private static String special(double number) {
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }

  /** The sign, also of negative zero and of numbers that round to it. */
  private static String sign(double number) {
    return number < 0 || 1 / number < 0 ? "-" : "";
  }

  private static String exponent(int exponent) {
    return String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
