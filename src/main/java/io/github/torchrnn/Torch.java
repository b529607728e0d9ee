package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.OperatorThreads;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import io.github.torchrnn.io.Pt;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code torch} itself: the seed, gradients, new arrays, and how arrays print.
 *
 * <p>New arrays are float32 on the CPU, as torch's are. They belong to the innermost open {@link
 * #scope()} and are freed with it; made outside of any, they live until they are closed or dropped.
 */
public final class Torch extends GradientFunctions {

  /** The most threads that LibTorch is asked for; many more would end the process. */
  private static final int MAX_THREADS = 1024;

  private Torch() {}

  /**
   * Seeds the random generator of every device: {@code torch.manual_seed(seed)}. There is one
   * generator for the whole process, which all threads share.
   */
  public static void manualSeed(long seed) {
    LibTorch.manualSeed(seed);
  }

  /**
   * Seeds the random generators with a random number: {@code torch.seed()}, {@code
   * torch.random.seed()}.
   *
   * @return the seed
   */
  public static long seed() {
    long seed = new SecureRandom().nextLong();
    manualSeed(seed);
    return seed;
  }

  /** Whether LibTorch was built for CUDA and finds a device: {@code torch.cuda.is_available()}. */
  public static boolean isCudaAvailable() {
    return LibTorch.manager().getEngine().getGpuCount() > 0;
  }

  /**
   * A device by its name: {@code torch.device("cuda:0")}. Whether it is there is seen where it is
   * used, as in torch.
   *
   * <pre>{@code
   * Device device = Torch.device(Torch.isCudaAvailable() ? "cuda" : "cpu");
   * }</pre>
   *
   * @param device {@code cpu}, {@code cuda} for the first one, or {@code cuda:1}
   * @throws IllegalArgumentException with torch's message for any other text, {@code mps} too
   */
  public static Device device(String device) {
    return DeviceNames.of(device);
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

  /**
   * Records operations in this thread or not, until the result is closed: {@code
   * torch.set_grad_enabled(mode)}.
   *
   * @throws IllegalStateException in a virtual thread, where LibTorch could lose the mode
   */
  public static GradMode setGradEnabled(boolean mode) {
    return new GradMode(mode);
  }

  /** Whether this thread records operations: {@code torch.is_grad_enabled()}. */
  public static boolean isGradEnabled() {
    return Autograd.isGradEnabled();
  }

  /**
   * Stops a training whose loss is not a number any more; not in torch.
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
    if (Tensors.usable("array", array).getDataType() == DataType.FLOAT32 && array.size() == 1) {
      return array.toFloatArray()[0]; // each epoch of a program reads its loss
    }
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
   * large layers alone, on processors that are free. LibTorch keeps that many for each Java thread
   * that computes, and the log says so once.
   *
   * @throws IllegalArgumentException if it is not positive, or so large that the process would end
   *     for want of threads
   */
  public static void setNumThreads(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException("set_num_threads expects a positive integer");
    }
    if (threads > MAX_THREADS) {
      throw new IllegalArgumentException("set_num_threads takes at most " + MAX_THREADS);
    }
    OperatorThreads.set(threads);
  }

  /** How many threads LibTorch takes for one operator: {@code torch.get_num_threads()}. */
  public static int getNumThreads() {
    return OperatorThreads.get();
  }

  // ---- files

  /**
   * Writes a value: {@code torch.save(obj, path)}. {@link Pt#save} says what can be written, and
   * what the file is after an error.
   *
   * <pre>{@code
   * Torch.save(net.stateDict(), path);
   * }</pre>
   *
   * @throws IllegalArgumentException for a whole network, of which Python could not read the class,
   *     and any other value that Python could not read
   * @throws IOException if the file cannot be written
   */
  public static void save(@Nullable Object obj, Path path) throws IOException {
    if (obj instanceof Network) {
      throw new IllegalArgumentException(
          "cannot write a whole network, whose class Python does not have: save net.stateDict()");
    }
    Pt.save(obj, path);
  }

  /**
   * Reads what {@code torch.save} or {@link #save} has written: {@code torch.load(path)}. {@link
   * Pt#load} says which values there are; {@link Pt#loadStateDict} is the typed form for {@code
   * load_state_dict}.
   *
   * @throws io.github.torchrnn.io.TorchFormatException if the file is of another format, or damaged
   * @throws IOException if the file cannot be read
   */
  public static @Nullable Object load(Path path) throws IOException {
    return Pt.load(path);
  }

  // ---- text

  /** The text that {@code print(array)} prints in Python. */
  public static String repr(NDArray array) {
    return TensorPrinter.repr(array);
  }

  /** The text that {@code print(array.shape)} prints in Python: {@code torch.Size([2, 3])}. */
  public static String repr(Shape size) {
    return TorchText.size(size);
  }

  // ---- lifetimes

  /** Opens a scope that frees, when it is closed, every array that this thread made in it. */
  public static Scope scope() {
    return new Scope();
  }

  // ---- copies and conversions

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
        Tensors.usable("array", array).getManager(), "to_device", array, TorchText.device(device));
  }

  /**
   * Moves the parameters and buffers of a network to a device, in place: {@code net =
   * Net().to(device)}. A member cannot return the network's own type in Java; this does.
   *
   * <pre>{@code
   * Net net = Torch.to(new Net(), device);
   * }</pre>
   *
   * @return the network
   */
  public static <N extends Network> N to(N network, Device device) {
    Objects.requireNonNull(network, "network is null").to(device);
    return network;
  }

  /**
   * Converts the floating parameters and buffers of a network to another type, in place: {@code net
   * = Net().to(dtype)}.
   *
   * @return the network
   * @throws IllegalArgumentException if the type is not floating
   */
  public static <N extends Network> N to(N network, DataType type) {
    Objects.requireNonNull(network, "network is null").to(type);
    return network;
  }

  /**
   * Sets evaluation mode, in which dropout does nothing: {@code net = Net().eval()}.
   *
   * @return the network
   */
  public static <N extends Network> N eval(N network) {
    Objects.requireNonNull(network, "network is null").train(false);
    return network;
  }

  /**
   * Sets training mode: {@code net = Net().train()}.
   *
   * @return the network
   */
  public static <N extends Network> N train(N network) {
    Objects.requireNonNull(network, "network is null").train(true);
    return network;
  }
}
