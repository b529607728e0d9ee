package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the module {@code torch} itself: the seed, gradients, new arrays, and how arrays
 * print.
 *
 * <p>New arrays are float32 on the CPU, as torch's are. They belong to the innermost open {@link
 * #scope()} and are freed with it; made outside of any, they live until they are closed.
 */
public final class Torch {

  private static final int MOST_THREADS = 1024;

  private Torch() {}

  /**
   * Seeds the random generator of every device: {@code torch.manual_seed(seed)}. There is one
   * generator for the whole process, which all threads share.
   */
  public static void manualSeed(long seed) {
    Kernels.manualSeed(seed);
  }

  /** Whether LibTorch was built for CUDA and finds a device: {@code torch.cuda.is_available()}. */
  public static boolean isCudaAvailable() {
    return manager().getEngine().getGpuCount() > 0;
  }

  // ---- gradients

  /**
   * Records operations in this thread until the result is closed: {@code torch.enable_grad()}.
   * Unlike in Python, nothing is recorded outside of it.
   *
   * <pre>{@code
   * try (var step = Torch.scope(); var grad = Torch.enableGrad()) {
   *   NDArray loss = criterion.forward(net.forward(inputs), labels);
   *   optimizer.zeroGrad();
   *   Torch.backward(loss);
   *   optimizer.step();
   * }
   * }</pre>
   *
   * @throws IllegalStateException in a virtual thread, where LibTorch could lose the mode
   */
  public static GradMode enableGrad() {
    return new GradMode(true);
  }

  /** Stops recording in this thread until the result is closed: {@code torch.no_grad()}. */
  public static GradMode noGrad() {
    return new GradMode(false);
  }

  /** Whether this thread records operations: {@code torch.is_grad_enabled()}. */
  public static boolean isGradEnabled() {
    return Kernels.isGradEnabled();
  }

  /**
   * Computes the gradients of a loss and adds them to those of the leaves it was made from: {@code
   * loss.backward()}.
   *
   * @param loss an array of one element, recorded since {@link #enableGrad()}
   * @throws IllegalArgumentException if it has not exactly one element
   * @throws IllegalStateException if nothing was recorded, since nobody asked for it or no
   *     parameter requires a gradient, or the graph was used up by an earlier call
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public static void backward(NDArray loss) {
    Interrupts.check("Torch.backward");
    boolean scalar = Tensors.usable("loss", loss).size() == 1;
    if (!scalar && Kernels.callBoolean("requires_grad", loss)) {
      throw new IllegalArgumentException("grad can be implicitly created only for scalar outputs");
    }
    if (!scalar || !Kernels.backward(loss)) {
      throw new IllegalStateException(
          "element 0 of tensors does not require grad and does not have a grad_fn: "
              + (isGradEnabled()
                  ? "no parameter that the loss was made from requires a gradient, or nothing"
                      + " was recorded when it was made"
                  : "compute the loss inside try (var grad = Torch.enableGrad()) { ... }"));
    }
  }

  /**
   * The gradient that {@link #backward} has collected for an array, or null: {@code x.grad}.
   *
   * @param leaf a parameter, or an array made with {@code setRequiresGradient(true)}
   * @return an array of the leaf's shape that shares the gradient's memory, in the innermost scope
   */
  public static @Nullable NDArray grad(NDArray leaf) {
    return Kernels.grad(Tensors.usable("leaf", leaf));
  }

  /**
   * Stops a training whose loss is no number any more.
   *
   * @param loss an array of one element
   * @param step the number of the step, for the message
   * @return the loss as a number: {@code loss.item()}
   * @throws ArithmeticException if it is NaN or infinite
   */
  public static double requireFinite(NDArray loss, long step) {
    double value = item(loss);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("loss is " + PythonNumber.repr(value) + " in step " + step);
    }
    return value;
  }

  /**
   * The number in an array of one element, of any type: {@code x.item()}, with True as 1. NDArray's
   * {@code getFloat} and the like take one type each.
   *
   * @throws IllegalArgumentException if it has not exactly one element
   */
  public static double item(NDArray array) {
    try (NDArray number = one(array, DataType.FLOAT64)) {
      return number.toDoubleArray()[0];
    }
  }

  /**
   * The integer in an array of one element: {@code int(x.item())}. A fraction is cut off.
   *
   * @throws IllegalArgumentException if it has not exactly one element, or a floating one is not
   *     finite
   */
  public static long itemLong(NDArray array) {
    if (Tensors.usable("array", array).getDataType().isFloating()
        && !Double.isFinite(item(array))) {
      double value = item(array);
      throw new IllegalArgumentException(
          Double.isNaN(value)
              ? "cannot convert float NaN to integer"
              : "cannot convert float infinity to integer");
    }
    try (NDArray number = one(array, DataType.INT64)) {
      return number.toLongArray()[0];
    }
  }

  private static NDArray one(NDArray array, DataType type) {
    if (Tensors.usable("array", array).size() != 1) {
      throw new IllegalArgumentException(
          "a Tensor with " + array.size() + " elements cannot be converted to Scalar");
    }
    return array.toType(type, true);
  }

  // ---- threads

  /**
   * Sets how many threads LibTorch takes for one operator: {@code torch.set_num_threads(int)}. It
   * is one unless {@code OMP_NUM_THREADS}, {@code MKL_NUM_THREADS} or DJL's {@code
   * ai.djl.pytorch.num_threads} says otherwise, where torch takes all processors: more pay for
   * large layers alone, on processors that are free. LibTorch keeps as many for each Java thread
   * that computes, and the log says so once.
   *
   * @throws IllegalArgumentException if it is not positive, or so large that the process would end
   *     for want of threads
   */
  public static void setNumThreads(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException("set_num_threads expects a positive integer");
    }
    if (threads > MOST_THREADS) {
      throw new IllegalArgumentException("set_num_threads takes at most " + MOST_THREADS);
    }
    Kernels.setNumThreads(threads);
  }

  /** How many threads LibTorch takes for one operator: {@code torch.get_num_threads()}. */
  public static int getNumThreads() {
    return Kernels.getNumThreads();
  }

  // ---- text

  /** The text that {@code print(array)} prints in Python. */
  public static String repr(NDArray array) {
    return TensorPrinter.repr(array);
  }

  /** The text that {@code print(array.shape)} prints in Python: {@code torch.Size([2, 3])}. */
  public static String repr(Shape size) {
    return Tensors.size(size);
  }

  // ---- lifetimes

  /** Opens a scope that frees, when it is closed, every array that this thread made in it. */
  public static Scope scope() {
    return new Scope();
  }

  // ---- new arrays

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
    Multinomial.check(probabilities, numSamples, replacement);
    Shape shape = probabilities.getShape();
    Tensors.requireSizes(
        shape.dimension() == 1 ? new long[] {numSamples} : new long[] {shape.get(0), numSamples});
    return Kernels.call(
        probabilities.getManager(), "multinomial", probabilities, numSamples, replacement);
  }

  /** Zeros: {@code torch.zeros(*sizes)}. */
  public static NDArray zeros(long... sizes) {
    return Kernels.zeros(manager(), new Shape(Tensors.requireSizes(sizes)));
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

  /**
   * A copy that gradients flow through, unlike that of NDArray's {@code duplicate}: {@code
   * x.clone()}.
   *
   * @return an array of the argument's shape, type and device, which belongs to its manager
   */
  public static NDArray clone(NDArray array) {
    return Kernels.call(Tensors.usable("array", array).getManager(), "clone", array);
  }

  /**
   * The numbers in another type, with gradients, which NDArray's {@code toType} cuts: {@code
   * x.to(dtype)}.
   *
   * @return a new array, or where the type is the array's own another handle of the same memory; it
   *     belongs to the argument's manager
   * @throws IllegalArgumentException for a type that DJL does not have in LibTorch
   */
  public static NDArray to(NDArray array, DataType type) {
    int number = Tensors.torchNumber(type);
    return Kernels.call(Tensors.usable("array", array).getManager(), "to", array, number);
  }

  /**
   * The numbers on another device, with gradients, which NDArray's {@code toDevice} cuts: {@code
   * x.to(device)}.
   *
   * @return a new array, or where the device is the array's own another handle of the same memory;
   *     it belongs to the argument's manager
   * @throws IllegalArgumentException if the device is not there
   */
  public static NDArray to(NDArray array, Device device) {
    Tensors.requireDevice(device);
    return Kernels.call(
        Tensors.usable("array", array).getManager(), "to_device", array, Tensors.device(device));
  }

  private static NDManager manager() {
    return Kernels.manager();
  }
}
