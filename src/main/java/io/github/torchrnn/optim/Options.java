package io.github.torchrnn.optim;

import io.github.torchrnn.internal.PythonNumber;
import java.util.Map;

/** The checks of options that torch's optimizers share, in torch's words. */
final class Options {

  private Options() {}

  /** Refuses a negative number or NaN: {@code Invalid learning rate: -1.0}. */
  static void requireNotNegative(String what, double value) {
    require(value >= 0, what, value);
  }

  static void require(boolean valid, String what, double value) {
    if (!valid) {
      throw new IllegalArgumentException("Invalid " + what + ": " + PythonNumber.repr(value));
    }
  }

  static double number(Map<String, Object> options, String name) {
    return (double) options.get(name);
  }

  static boolean flag(Map<String, Object> options, String name) {
    return (boolean) options.get(name);
  }
}
