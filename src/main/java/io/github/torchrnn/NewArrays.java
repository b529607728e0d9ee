package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/** New arrays: the part of {@link Torch} that draws numbers and copies those of Java. */
abstract class NewArrays {

  NewArrays() {}

  /** Numbers drawn from the standard normal distribution: {@code torch.randn(*sizes)}. */
  public static NDArray randn(long... sizes) {
    return Kernels.call(manager(), "randn", Tensors.requireSizes(sizes));
  }

  /** Numbers drawn uniformly from [0, 1): {@code torch.rand(*sizes)}. */
  public static NDArray rand(long... sizes) {
    return Kernels.call(manager(), "rand", Tensors.requireSizes(sizes));
  }

  /** The numbers from 0 to n - 1 in random order, int64: {@code torch.randperm(n)}. */
  public static NDArray randperm(long n) {
    return Kernels.call(manager(), "randperm", Tensors.requireSizes(n)[0]);
  }

  /** {@link #multinomial(NDArray, long, boolean)} where no position is drawn twice. */
  public static NDArray multinomial(NDArray probabilities, long numSamples) {
    return multinomial(probabilities, numSamples, false);
  }

  /**
   * Draws positions of a row with the probabilities that stand there: {@code
   * torch.multinomial(input, num_samples, replacement)}.
   *
   * @param probabilities (positions) or (rows, positions), not negative; they need not sum to 1
   * @param replacement whether a position may be drawn again
   * @return (num_samples) or (rows, num_samples), int64, which belongs to the argument's manager
   * @throws IllegalArgumentException with torch's message if a rank, type or number is wrong; also
   *     if without replacement a row has fewer positive numbers than samples
   */
  public static NDArray multinomial(NDArray probabilities, long numSamples, boolean replacement) {
    MultinomialChecks.check(probabilities, numSamples, replacement);
    Shape shape = probabilities.getShape();
    Tensors.requireSizes(
        shape.dimension() == 1 ? new long[] {numSamples} : new long[] {shape.get(0), numSamples});
    return Kernels.call(
        probabilities.getManager(), "multinomial", probabilities, numSamples, replacement);
  }

  /** Zeros: {@code torch.zeros(*sizes)}. */
  public static NDArray zeros(long... sizes) {
    return LibTorch.zeros(manager(), new Shape(Tensors.requireSizes(sizes)));
  }

  /** Ones: {@code torch.ones(*sizes)}. */
  public static NDArray ones(long... sizes) {
    return Kernels.call(manager(), "ones", Tensors.requireSizes(sizes));
  }

  /** A copy of the numbers as a float32 array: {@code torch.tensor([1., 2.])}. */
  public static NDArray tensor(float... values) {
    Objects.requireNonNull(values, "values is null");
    return tensor(values, Objects.requireNonNull(values, "values is null").length);
  }

  /**
   * A copy of the numbers as a float32 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(float[] values, long... sizes) {
    Objects.requireNonNull(values, "values is null");
    return manager().create(values, Numbers.sized(values.length, sizes));
  }

  /** A copy of the rows as a float32 array: {@code torch.tensor([[1., 2.], [3., 4.]])}. */
  public static NDArray tensor(float[][] rows) {
    long[] sizes = Numbers.sizes((Object[]) rows);
    FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(new Shape(sizes).size()));
    for (float[] row : rows) {
      values.put(row);
    }
    return tensor(values.array(), sizes);
  }

  /** The numbers as a float32 array, which is what Python's are: {@code torch.tensor([1., 2.])}. */
  public static NDArray tensor(double... values) {
    return tensor(Numbers.floats(values));
  }

  /**
   * The numbers as a float32 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(double[] values, long... sizes) {
    return tensor(Numbers.floats(values), sizes);
  }

  /** The rows as a float32 array: {@code torch.tensor([[1., 2.], [3., 4.]])}. */
  public static NDArray tensor(double[][] rows) {
    Numbers.sizes((Object[]) rows);
    return tensor(Arrays.stream(rows).map(Numbers::floats).toArray(float[][]::new));
  }

  /** A copy of the numbers as an int64 array: {@code torch.tensor([1, 2])}. */
  public static NDArray tensor(long... values) {
    Objects.requireNonNull(values, "values is null");
    return tensor(values, Objects.requireNonNull(values, "values is null").length);
  }

  /**
   * A copy of the numbers as an int64 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(long[] values, long... sizes) {
    Objects.requireNonNull(values, "values is null");
    return manager().create(values, Numbers.sized(values.length, sizes));
  }

  /** A copy of the rows as an int64 array: {@code torch.tensor([[1, 2], [3, 4]])}. */
  public static NDArray tensor(long[][] rows) {
    long[] sizes = Numbers.sizes((Object[]) rows);
    return tensor(Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray(), sizes);
  }

  /** The numbers as an int64 array, which is what Python's are: {@code torch.tensor([1, 2])}. */
  public static NDArray tensor(int... values) {
    return tensor(Numbers.longs(values));
  }

  /**
   * The numbers as an int64 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(int[] values, long... sizes) {
    return tensor(Numbers.longs(values), sizes);
  }

  /** The rows as an int64 array: {@code torch.tensor([[1, 2], [3, 4]])}. */
  public static NDArray tensor(int[][] rows) {
    Numbers.sizes((Object[]) rows);
    return tensor(Arrays.stream(rows).map(Numbers::longs).toArray(long[][]::new));
  }

  /** The truth values as a bool array: {@code torch.tensor([True, False])}. */
  public static NDArray tensor(boolean... values) {
    Objects.requireNonNull(values, "values is null");
    return manager().create(values, new Shape(values.length));
  }

  /** A float32 array of no dimensions: {@code torch.tensor(0.5)}. */
  public static NDArray scalar(double value) {
    return tensor(new float[] {(float) value}, new long[0]);
  }

  /** An int64 array of no dimensions: {@code torch.tensor(5)}. */
  public static NDArray scalar(long value) {
    return tensor(new long[] {value}, new long[0]);
  }

  private static NDManager manager() {
    return LibTorch.manager();
  }
}
