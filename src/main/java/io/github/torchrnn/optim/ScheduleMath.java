package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.LibTorch;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of schedules as Python has it. Cosine, power and logarithm are those of the C
 * library, which Python takes and whose last bits Java's differ from.
 */
final class ScheduleMath {

  private ScheduleMath() {}

  /** {@code math.cos(x)}. */
  static double cos(double x) {
    return number("cos_number", x);
  }

  /** {@code math.log(x, base)}. */
  static double log(double x, double base) {
    return divide(number("log_number", x), number("log_number", base));
  }

  /** {@code x ** exponent} of a float, where Python's result is one. */
  static double pow(double x, double exponent) {
    if (x == 0 && exponent < 0) {
      throw new ArithmeticException("0.0 cannot be raised to a negative power");
    }
    double power = number("pow_number", x, exponent);
    if (Double.isInfinite(power) && Double.isFinite(x) && Double.isFinite(exponent)) {
      throw new ArithmeticException("(34, 'Numerical result out of range')");
    }
    return power;
  }

  private static double number(String function, Object... arguments) {
    try (NDArray result = Functions.call(LibTorch.manager(), function, arguments)) {
      return result.toDoubleArray()[0];
    }
  }

  /** {@code x / y}, which Python refuses for a zero. */
  static double divide(double x, double y) {
    if (y == 0) {
      throw new ArithmeticException("float division by zero");
    }
    return x / y;
  }

  /** {@code x / y} of integers. */
  static double divide(long x, long y) {
    if (y == 0) {
      throw new ArithmeticException("division by zero");
    }
    return (double) x / y;
  }

  /** {@code x % y} of integers. */
  static long mod(long x, long y) {
    if (y == 0) {
      throw new ArithmeticException("integer modulo by zero");
    }
    return Math.floorMod(x, y);
  }

  /** {@code bisect.bisect_right(sorted, x)}. */
  static int bisectRight(List<Long> sorted, long x) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (x < sorted.get(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * One number for each group of an optimizer.
   *
   * @param name torch's name of the option, for the message
   * @param one the number of all groups, or null
   * @param each a number of each, if one is null
   */
  static List<Double> perGroup(
      String name, Optimizer optimizer, @Nullable Double one, List<Double> each) {
    int groups = optimizer.paramGroups().size();
    if (one != null) {
      return Collections.nCopies(groups, one);
    }
    if (each.size() != groups) {
      throw new IllegalArgumentException(
          "%1$s must have the same length as optimizer.param_groups. %1$s has %2$s values,"
                  .formatted(name, each.size())
              + " param_groups has "
              + groups
              + ".");
    }
    return each;
  }
}
