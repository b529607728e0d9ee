package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    return randperm(n, null);
  }

  /**
   * The numbers from 0 to n - 1 in random order, int64: {@code torch.randperm(n,
   * generator=generator)}.
   *
   * @param generator null for the global one
   */
  public static NDArray randperm(long n, @Nullable Generator generator) {
    long size = Tensors.requireSizes(n)[0];
    return Kernels.call(manager(), "randperm", size, Generator.stateOf(generator));
  }

  /** Integers drawn uniformly from [0, high), int64: {@code torch.randint(high, size)}. */
  public static NDArray randint(long high, Shape size) {
    return randint(0, high, size, null);
  }

  /** Integers drawn uniformly from [low, high), int64: {@code torch.randint(low, high, size)}. */
  public static NDArray randint(long low, long high, Shape size) {
    return randint(low, high, size, null);
  }

  /**
   * Integers drawn uniformly from [low, high), int64: {@code torch.randint(low, high, size,
   * generator=generator)}.
   *
   * @param generator null for the global one
   * @throws IllegalArgumentException with torch's message if high is not above low
   */
  public static NDArray randint(long low, long high, Shape size, @Nullable Generator generator) {
    Objects.requireNonNull(size, "size is null");
    if (low >= high) {
      throw new IllegalArgumentException(
          "random_ expects 'from' to be less than 'to', but got from=%s >= to=%s"
              .formatted(low, high));
    }
    long[] sizes = Tensors.requireSizes(size.getShape());
    return Kernels.call(manager(), "randint", low, high, sizes, Generator.stateOf(generator));
  }

  /** {@link #random_(NDArray, Generator)} from the global generator. */
  public static NDArray random_(NDArray array) {
    return random_(array, null);
  }

  /**
   * Fills an array, in place, with integers drawn from all that its type holds exactly and that are
   * not negative: {@code x.random_(generator=generator)}.
   *
   * @param generator null for the global one
   * @return the array
   */
  public static NDArray random_(NDArray array, @Nullable Generator generator) {
    Kernels.update("random_", Tensors.usable("array", array), Generator.stateOf(generator));
    return array;
  }

  /** {@link #bernoulli(NDArray, Generator)} from the global generator. */
  public static NDArray bernoulli(NDArray p) {
    return bernoulli(p, null);
  }

  /**
   * Ones with given probabilities, zeros otherwise: {@code torch.bernoulli(p,
   * generator=generator)}.
   *
   * @param p probabilities in [0, 1], floating
   * @param generator null for the global one
   * @return an array of the shape and type of p
   * @throws IllegalArgumentException if a probability is not in [0, 1]
   */
  public static NDArray bernoulli(NDArray p, @Nullable Generator generator) {
    return Functions.call(
        Tensors.usable("input", p).getManager(), "bernoulli", p, Generator.stateOf(generator));
  }

  /**
   * Fills an array, in place, with ones of one probability, and zeros: {@code x.bernoulli_(p)}.
   *
   * @return the array
   * @throws IllegalArgumentException with torch's message if the probability is not in [0, 1]
   */
  public static NDArray bernoulli_(NDArray array, double p) {
    Functions.update("bernoulli_", Tensors.usable("array", array), p, null);
    return array;
  }

  /** Zeros: {@code torch.zeros(*sizes)}. */
  public static NDArray zeros(long... sizes) {
    return LibTorch.zeros(manager(), new Shape(Tensors.requireSizes(sizes)));
  }

  /** An array whose numbers mean nothing yet, and are zeros here: {@code torch.empty(*sizes)}. */
  public static NDArray empty(long... sizes) {
    return zeros(sizes);
  }

  /** Ones: {@code torch.ones(*sizes)}. */
  public static NDArray ones(long... sizes) {
    return Kernels.call(manager(), "ones", Tensors.requireSizes(sizes));
  }

  /** The integers from 0 to end - 1, or floats for a floating end: {@code torch.arange(end)}. */
  public static NDArray arange(Number end) {
    return arange(0, end, 1);
  }

  /** {@code torch.arange(start, end)}; see {@link #arange(Number, Number, Number)}. */
  public static NDArray arange(Number start, Number end) {
    return arange(start, end, 1);
  }

  /**
   * The numbers from start on, below end: {@code torch.arange(start, end, step)}.
   *
   * @return int64 if all arguments are integers, else float32
   * @throws IllegalArgumentException with torch's message if the step is 0 or leads away from end
   */
  public static NDArray arange(Number start, Number end, Number step) {
    Objects.requireNonNull(start, "start is null");
    Objects.requireNonNull(end, "end is null");
    Objects.requireNonNull(step, "step is null");
    double first = start.doubleValue();
    double last = end.doubleValue();
    if (Double.isFinite(last - first) && (last - first) * Math.signum(step.doubleValue()) < 0) {
      throw new IllegalArgumentException("upper bound and lower bound inconsistent with step sign");
    }
    return Functions.call(manager(), "arange", start, end, step);
  }

  /** Evenly spaced numbers, both ends among them: {@code torch.linspace(start, end, steps)}. */
  public static NDArray linspace(Number start, Number end, long steps) {
    Objects.requireNonNull(start, "start is null");
    Objects.requireNonNull(end, "end is null");
    if (steps < 0) {
      throw new IllegalArgumentException("number of steps must be non-negative");
    }
    return Functions.call(manager(), "linspace", start, end, Tensors.requireSizes(steps)[0]);
  }

  /** One number everywhere: {@code torch.full(size, fill_value)}; an integer makes int64. */
  public static NDArray full(Shape size, Number fillValue) {
    Objects.requireNonNull(size, "size is null");
    Objects.requireNonNull(fillValue, "fill_value is null");
    long[] sizes = Tensors.requireSizes(size.getShape());
    return Functions.call(manager(), "full", sizes, fillValue, null);
  }

  /** Ones on the diagonal of a square matrix: {@code torch.eye(n)}. */
  public static NDArray eye(long n) {
    return eye(n, n);
  }

  /** Ones on the diagonal of a matrix: {@code torch.eye(n, m)}. */
  public static NDArray eye(long n, long m) {
    requireEye("n", n);
    requireEye("m", m);
    Tensors.requireSizes(n, m);
    return Functions.call(manager(), "eye", n, m);
  }

  private static void requireEye(String name, long size) {
    if (size < 0) {
      throw new IllegalArgumentException(
          "%s must be greater or equal to 0, got %s".formatted(name, size));
    }
  }

  /** Numbers drawn from N(mean, std): {@code torch.normal(mean, std, size)}. */
  public static NDArray normal(double mean, double std, Shape size) {
    return normal(mean, std, size, null);
  }

  /**
   * Numbers drawn from N(mean, std): {@code torch.normal(mean, std, size, generator=generator)}.
   *
   * @param generator null for the global one
   * @throws IllegalArgumentException with torch's message if std is negative
   */
  public static NDArray normal(double mean, double std, Shape size, @Nullable Generator generator) {
    Objects.requireNonNull(size, "size is null");
    long[] sizes = Tensors.requireSizes(size.getShape());
    return Functions.call(manager(), "normal", mean, std, sizes, Generator.stateOf(generator));
  }

  /** Zeros of an array's shape, type and device: {@code torch.zeros_like(x)}. */
  public static NDArray zerosLike(NDArray input) {
    return like("zeros_like", input);
  }

  /** Ones of an array's shape, type and device: {@code torch.ones_like(x)}. */
  public static NDArray onesLike(NDArray input) {
    return like("ones_like", input);
  }

  /** One number everywhere, of an array's shape, type and device: {@code torch.full_like(x, v)}. */
  public static NDArray fullLike(NDArray input, Number fillValue) {
    Objects.requireNonNull(fillValue, "fill_value is null");
    return Functions.call(
        Tensors.usable("input", input).getManager(), "full_like", input, fillValue);
  }

  /**
   * Numbers drawn from [0, 1), of an array's shape, type and device: {@code torch.rand_like(x)}.
   */
  public static NDArray randLike(NDArray input) {
    return like("rand_like", input);
  }

  /**
   * Numbers drawn from N(0, 1), of an array's shape, type and device: {@code torch.randn_like(x)}.
   */
  public static NDArray randnLike(NDArray input) {
    return like("randn_like", input);
  }

  private static NDArray like(String function, NDArray input) {
    return Functions.call(Tensors.usable("input", input).getManager(), function, input);
  }

  /** A copy of the numbers as a float32 array: {@code torch.tensor([1., 2.])}. */
  public static NDArray tensor(float... values) {
    return tensor(values, Objects.requireNonNull(values, "values is null").length);
  }

  /**
   * A copy of the numbers as a float32 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(float[] values, long... sizes) {
    Objects.requireNonNull(values, "values is null");
    return created(
        values, Numbers.sized(values.length, sizes), shape -> manager().create(values, shape));
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
    return tensor(values, Objects.requireNonNull(values, "values is null").length);
  }

  /**
   * A copy of the numbers as an int64 array of the given sizes.
   *
   * @throws IllegalArgumentException if the sizes do not multiply to the number of values
   */
  public static NDArray tensor(long[] values, long... sizes) {
    Objects.requireNonNull(values, "values is null");
    return created(
        values, Numbers.sized(values.length, sizes), shape -> manager().create(values, shape));
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
    return created(values, new Shape(values.length), shape -> manager().create(values, shape));
  }

  /** A float32 array of no dimensions: {@code torch.tensor(0.5)}. */
  public static NDArray scalar(double value) {
    return tensor(new float[] {(float) value}, new long[0]);
  }

  /** An int64 array of no dimensions: {@code torch.tensor(5)}. */
  public static NDArray scalar(long value) {
    return tensor(new long[] {value}, new long[0]);
  }

  /** An array of Java's values, which a traced lambda makes once. */
  private static NDArray created(Object values, Shape shape, Function<Shape, NDArray> create) {
    Recorder recorder = Recorder.current();
    if (recorder == null) {
      return create.apply(shape);
    }
    Object[] arguments = {values, shape.getShape()};
    return (NDArray) recorder.call("tensor", arguments, real -> create.apply(shape));
  }

  private static NDManager manager() {
    return LibTorch.manager();
  }
}
