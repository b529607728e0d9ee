package io.github.torchrnn.plot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The numbers that are drawn, read from arrays and checked. */
final class Matrices {

  /** Greater numbers would leave double's range in the arithmetic of a scale. */
  static final double GREATEST = 1e300;

  /** So would ranges that are smaller. */
  static final double LEAST = 1e-300;

  private Matrices() {}

  /** All numbers of an array, in order. */
  static double[] numbers(String name, NDArray array) {
    Tensors.usable(name, array);
    try (var mode = Torch.noGrad();
        NDArray doubles = array.toType(DataType.FLOAT64, true)) {
      return doubles.toDoubleArray();
    }
  }

  /**
   * The numbers of an array of two axes. Axes of one index may stand before the last one, as that
   * of a batch of one does.
   *
   * @param axes what they are, for the message
   */
  static double[][] of(String name, NDArray array, String axes) {
    long[] sizes = Tensors.usable(name, array).getShape().getShape();
    long[] wide =
        sizes.length == 0
            ? sizes
            : Arrays.stream(sizes, 0, sizes.length - 1).filter(size -> size != 1).toArray();
    if (sizes.length < 2 || wide.length > 1) {
      throw new IllegalArgumentException(
          "%s must be of %s, but is of %s".formatted(name, axes, TorchText.sizes(sizes)));
    }
    int rows = wide.length == 0 ? 1 : (int) wide[0];
    double[] all = numbers(name, array);
    int columns = rows == 0 ? 0 : all.length / rows;
    return checked(
        name,
        IntStream.range(0, rows)
            .mapToObj(row -> Arrays.copyOfRange(all, row * columns, (row + 1) * columns))
            .toArray(double[][]::new));
  }

  /** The numbers of rows of one length. */
  static double[][] of(String name, List<float[]> rows) {
    Objects.requireNonNull(rows, () -> name + " is null");
    double[][] numbers = new double[rows.size()][];
    for (int row = 0; row < numbers.length; row++) {
      float[] given = rows.get(row);
      numbers[row] =
          given == null
              ? new double[0]
              : IntStream.range(0, given.length).mapToDouble(i -> given[i]).toArray();
    }
    return checked(name, numbers);
  }

  private static double[][] checked(String name, double[][] rows) {
    if (rows.length == 0
        || rows[0].length == 0
        || Arrays.stream(rows).anyMatch(row -> row.length != rows[0].length)) {
      throw new IllegalArgumentException(name + " must be rows of one length, and not empty");
    }
    for (int row = 0; row < rows.length; row++) {
      requireFinite("row " + row + " of " + name, rows[row]);
    }
    return rows;
  }

  /** Refuses what has no place on an axis. */
  static void requireFinite(String name, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (!(Math.abs(numbers[i]) <= GREATEST)) {
        throw new IllegalArgumentException(
            "%s has %s at %s, which has no place on an axis".formatted(name, numbers[i], i));
      }
    }
  }

  static double[][] transposed(double[][] rows) {
    return IntStream.range(0, rows[0].length)
        .mapToObj(column -> Arrays.stream(rows).mapToDouble(row -> row[column]).toArray())
        .toArray(double[][]::new);
  }

  /** The largest distance from 0. */
  static double bound(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(Math::abs).max().getAsDouble();
  }

  static boolean anyNegative(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).anyMatch(it -> it < 0);
  }

  /** The labels of a side, as many as it has. */
  static List<String> labels(String name, List<String> labels, int count) {
    Objects.requireNonNull(labels, () -> name + " is null");
    if (labels.size() != count) {
      throw new IllegalArgumentException(
          "%s must have %s labels, got %s".formatted(name, count, labels.size()));
    }
    return labels.stream().map(String::valueOf).toList();
  }
}
