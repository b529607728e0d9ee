package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.golden.Processor;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Comparisons of numbers whose last bits depend on the processor: on its vendor, its vector units,
 * and what the environment forbids LibTorch's libraries. Each passes on every processor; those that
 * begin with "recorded" ask for the very bits or digits where the processor rounds as the one on
 * which they were recorded.
 */
public final class Near {

  /** How far a number may be off, in units in the last place of the largest, or of 1. */
  private static final double ULPS = 8;

  /** How far a moment may be off, in parts of the moment of the absolute values. */
  private static final double MOMENT_TOLERANCE = 4e-6;

  /** A decimal number as Python prints it, without its sign, and its digits after the point. */
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.(\\d*)(?:e([+-]\\d+))?");

  private Near() {}

  /** The same numbers, in the order in which Python's flatten lists them. */
  public static void numbers(double[] expected, NDArray actual) {
    boolean wide = actual.getDataType() == DataType.FLOAT64;
    double[] numbers = numbers(actual);
    numbers(expected, numbers, ULPS * unit(expected, wide), "array");
  }

  /** The same numbers of arrays of the same shape and type. */
  public static void arrays(NDArray expected, NDArray actual, String name) {
    boolean wide = expected.getDataType() == DataType.FLOAT64;
    double[] numbers = numbers(expected);
    numbers(numbers, numbers(actual), ULPS * unit(numbers, wide), name);
  }

  private static void numbers(double[] expected, double[] actual, double tolerance, String name) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], actual[i]) != 0) {
        assertEquals(expected[i], actual[i], tolerance, name + ", number " + i);
      }
    }
  }

  /** The same text, but for one unit in the last printed digit of its decimal numbers. */
  public static void text(String expected, String actual) {
    List<MatchResult> want = DECIMAL.matcher(expected).results().toList();
    List<MatchResult> got = DECIMAL.matcher(actual).results().toList();
    boolean same = want.size() == got.size() && unnumbered(expected).equals(unnumbered(actual));
    double[] numbers = want.stream().mapToDouble(Near::number).toArray();
    // A program prints what many steps have rounded.
    double rounding = 2 * ULPS * unit(numbers, false);
    for (int i = 0; same && i < numbers.length; i++) {
      double tolerance = Math.max(1.01 * lastDigit(want.get(i)), rounding);
      same = Math.abs(numbers[i] - number(got.get(i))) <= tolerance;
    }
    if (!same) {
      assertEquals(expected, actual);
    }
  }

  /** The same text, to the last digit where the processor rounds as the recorder. */
  public static void recordedText(String expected, String actual) {
    if (onRecorder()) {
      assertEquals(expected, actual);
    } else {
      text(expected, actual);
    }
  }

  /**
   * Many numbers, given by their digest where the bits are the recorder's, and everywhere by a
   * number that knows their order:
   *
   * <pre>{@code
   * def moment(*tensors):
   *     x = torch.cat([t.detach().double().flatten() for t in tensors])
   *     return (x * torch.arange(1, len(x) + 1) / len(x)).sum().item()
   * }</pre>
   *
   * @param exact whether to compare the digest
   */
  public static void digest(boolean exact, String digest, double moment, NDArray... actual) {
    double[] numbers =
        Arrays.stream(actual).flatMapToDouble(array -> Arrays.stream(numbers(array))).toArray();
    double sum = 0;
    double absolute = 0;
    for (int i = 0; i < numbers.length; i++) {
      double part = numbers[i] * (i + 1) / numbers.length;
      sum += part;
      absolute += Math.abs(part);
    }
    assertEquals(moment, sum, MOMENT_TOLERANCE * absolute);
    if (exact) {
      assertEquals(digest, Digest.of(actual));
    }
  }

  /** Whether the last bits are those of the processor on which the expected ones were recorded. */
  public static boolean onRecorder() {
    return Processor.recorder().roundsAs(Processor.here());
  }

  private static double[] numbers(NDArray array) {
    return array.getDataType() == DataType.BOOLEAN
        ? numbers(array.toType(DataType.INT32, true))
        : Arrays.stream(array.toArray()).mapToDouble(Number::doubleValue).toArray();
  }

  private static double unit(double[] numbers, boolean wide) {
    double largest = Arrays.stream(numbers).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double scale = Math.max(1, largest);
    return wide ? Math.ulp(scale) : Math.ulp((float) scale);
  }

  private static double number(MatchResult decimal) {
    return Double.parseDouble(decimal.group());
  }

  private static double lastDigit(MatchResult decimal) {
    int exponent = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
    return Math.pow(10, exponent - decimal.group(1).length());
  }

  /** The text around the numbers, whose signs take the place of a space. */
  private static String unnumbered(String text) {
    return DECIMAL.matcher(text).replaceAll("#").replace(" #", "#");
  }
}
