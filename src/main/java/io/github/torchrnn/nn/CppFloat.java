package io.github.torchrnn.nn;

import io.github.torchrnn.internal.PythonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How LibTorch's C++ writes a float into its messages: printf's {@code %g}. */
final class CppFloat {

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private CppFloat() {}

  static String text(double number) {
    if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
      return PythonNumber.repr(number).replace(".0", "");
    }
    BigDecimal rounded = new BigDecimal(number).round(SIX_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString();
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
