package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.PythonNumber;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** The texts of a tensor's elements, all of one width and in one notation, as torch chooses it. */
final class ElementFormat {

  private static final int PRECISION = 4;

  private final String[] texts;
  private final int width;

  private ElementFormat(String[] texts, int width) {
    this.texts = texts;
    this.width = width;
  }

  /**
   * Formats the shown elements.
   *
   * @param shown bool, int64 or float64
   */
  static ElementFormat of(NDArray shown, boolean floating) {
    if (floating) {
      return of(shown.toDoubleArray());
    }
    String[] texts =
        shown.getDataType() == DataType.BOOLEAN
            ? booleans(shown.toBooleanArray())
            : Arrays.stream(shown.toLongArray()).mapToObj(Long::toString).toArray(String[]::new);
    return new ElementFormat(texts, width(texts));
  }

  private static String[] booleans(boolean[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> values[i] ? "True" : "False")
        .toArray(String[]::new);
  }

  private static ElementFormat of(double[] values) {
    double[] counted =
        Arrays.stream(values).filter(value -> Double.isFinite(value) && value != 0).toArray();
    double min = Arrays.stream(counted).map(Math::abs).min().orElse(1);
    double max = Arrays.stream(counted).map(Math::abs).max().orElse(1);
    boolean integers = Arrays.stream(counted).allMatch(value -> value == Math.ceil(value));
    boolean scientific = max / min > 1000 || max > 1e8 || min < 1e-4;
    DoubleFunction<String> format =
        scientific
            ? value -> PythonNumber.scientific(value, PRECISION)
            : integers ? ElementFormat::integer : value -> PythonNumber.fixed(value, PRECISION);
    String[] texts = Arrays.stream(values).mapToObj(format).toArray(String[]::new);
    String[] measured = Arrays.stream(counted).mapToObj(format).toArray(String[]::new);
    return new ElementFormat(texts, width(measured));
  }

  /** With a point, which tells a float. */
  private static String integer(double value) {
    return PythonNumber.fixed(value, 0) + (Double.isFinite(value) ? "." : "");
  }

  private static int width(String[] texts) {
    return Arrays.stream(texts).mapToInt(String::length).reduce(1, Math::max);
  }

  int width() {
    return width;
  }

  /** One element, padded to the width. */
  String text(int index) {
    return " ".repeat(Math.max(0, width - texts[index].length())) + texts[index];
  }
}
