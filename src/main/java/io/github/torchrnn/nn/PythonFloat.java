package io.github.torchrnn.nn;

import java.math.BigDecimal;

/** How Python writes a float: {@code repr(x)}. */
final class PythonFloat {

  private PythonFloat() {}

  /** The shortest digits that round to the number, in positional notation from 1e-4 to 1e16. */
  static String repr(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(number);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      String[] parts = Double.toString(number).split("E");
      String digits = parts[0].endsWith(".0") ? parts[0].replace(".0", "") : parts[0];
      int exponent = Integer.parseInt(parts[1]);
      return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = BigDecimal.valueOf(number).toPlainString();
    String signed = number == 0 && 1 / number < 0 ? "-0.0" : plain;
    return signed.contains(".") ? signed : signed + ".0";
  }
}
