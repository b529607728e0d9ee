package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/** Checks of the arguments of {@code torch.multinomial}, in its order and words. */
final class MultinomialChecks {

  private static final int FLOAT64 = 7;

  private MultinomialChecks() {}

  static void check(NDArray probabilities, long samples, boolean replacement) {
    DataType type = Tensors.usable("probabilities", probabilities).getDataType();
    Shape shape = probabilities.getShape();
    require(
        type.isFloating(),
        "multinomial only supports floating-point dtypes for input, got: "
            + TorchText.scalarType(type));
    require(samples > 0, "cannot sample n_sample <= 0 samples");
    require(shape.dimension() == 1 || shape.dimension() == 2, "prob_dist must be 1 or 2 dim");
    long positions = shape.get(shape.dimension() - 1);
    require(
        replacement || samples <= positions,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
    require(positions <= 1 << 24, "number of categories cannot exceed 2^24");
    if (shape.dimension() == 2 && shape.get(0) == 0) {
      return;
    }
    require(
        positions > 0 || samples > 1,
        "aminmax(): cannot compute aminmax over an empty dimension as the operation has no"
            + " identity.");
    require(positions > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
    double[] numbers = numbers(probabilities);
    checkNumbers(numbers, (int) positions, replacement && samples > 1);
    if (!replacement) {
      checkPositive(numbers, (int) positions, samples);
    }
  }

  private static double[] numbers(NDArray probabilities) {
    try (NDArray numbers =
        Kernels.call(LibTorch.manager(), "to", Recorder.readable(probabilities), FLOAT64)) {
      return numbers.toDoubleArray();
    }
  }

  /**
   * Refuses the first number or row that is not a distribution.
   *
   * @param oneByOne whether torch draws from the sums of each row, with messages of its own
   */
  private static void checkNumbers(double[] numbers, int positions, boolean oneByOne) {
    if (!oneByOne) {
      for (double number : numbers) {
        require(
            number >= 0 && number < Double.POSITIVE_INFINITY,
            "probability tensor contains either `inf`, `nan` or element < 0");
      }
    }
    for (int row = 0; row < numbers.length; row += positions) {
      double sum = 0;
      for (int i = row; i < row + positions; i++) {
        require(
            numbers[i] >= 0,
            "invalid multinomial distribution (encountering probability entry < 0)");
        require(
            numbers[i] < Double.POSITIVE_INFINITY,
            "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
        sum += numbers[i];
      }
      require(sum > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
    }
  }

  /**
   * Refuses rows with fewer positive numbers than samples, from which LibTorch would draw zeros.
   */
  private static void checkPositive(double[] numbers, int positions, long samples) {
    for (int row = 0; row < numbers.length; row += positions) {
      long positive = 0;
      for (int i = row; i < row + positions; i++) {
        positive += numbers[i] > 0 ? 1 : 0;
      }
      require(
          positive >= samples,
          "invalid multinomial distribution (with replacement=False, not enough non-negative"
              + " category to sample)");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
