package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Any LibTorch operator, without native code of our own: the one file that reaches below NDArray.
 *
 * <p>The operators stand in {@code kernels.py}, a TorchScript class that LibTorch's own interpreter
 * runs. DJL can run such a class too, but with gradients only on bare tensors, and through several
 * layers of wrapping; so {@link Jni} calls the handful of native functions directly.
 *
 * <p>Internal: not part of the public API, and without checks. An argument of the wrong shape can
 * crash the JVM, so the callers check first.
 */
public final class Kernels {

  private static final String ERROR = "RuntimeError: ";

  /** The handle of DJL's arrays of strings. */
  private static final long NO_TENSOR = -1;

  private Kernels() {}

  /**
   * What belongs to no caller.
   *
   * @param none the native None
   */
  private record Loaded(PtNDManager manager, long module, long none) {}

  private static volatile Loaded loaded;

  /** Starts the engine with the first kernel. A start that failed is tried again. */
  private static Loaded loaded() {
    Loaded started = loaded;
    return started == null ? load() : started;
  }

  private static synchronized Loaded load() {
    if (loaded == null) {
      PtNDManager manager = (PtNDManager) engine().newBaseManager(Device.cpu());
      byte[] archive = TorchScriptArchive.ofKernels();
      try {
        long module =
            JniUtils.loadModuleHandle(new ByteArrayInputStream(archive), Device.cpu(), true, false);
        loaded = new Loaded(manager, module, Jni.run(module, "none", new long[0], false));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return loaded;
  }

  private static Engine engine() {
    try (AutoCloseable lock = Natives.prepare()) {
      if (!Engine.hasEngine(PtEngine.ENGINE_NAME)) {
        // Where jars were merged into one, DJL's file that names this engine may be overwritten.
        Engine.registerEngine(new PtEngineProvider());
      }
      return Engine.getEngine(PtEngine.ENGINE_NAME);
    } catch (EngineException e) {
      throw Natives.explained(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot start LibTorch", e);
    }
  }

  /** The manager of arrays that no caller's manager owns. It is never closed. */
  public static NDManager manager() {
    OwnedArrays.watch();
    Calls.tidy();
    return loaded().manager;
  }

  /** Whether a manager is {@link #manager}, which frees nothing by itself. */
  static boolean isOwnManager(NDManager manager) {
    Loaded started = loaded;
    return started != null && manager == started.manager;
  }

  /** An array of undefined content. */
  static NDArray empty(Shape shape, DataType type, Device device) {
    try {
      return loaded().manager.create(shape, type, device);
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    }
  }

  /** {@code torch.zeros}, of float32 on the CPU; spares the interpreter, which takes longer. */
  public static NDArray zeros(NDManager manager, Shape shape) {
    return zeros(manager, shape, DataType.FLOAT32, Device.cpu());
  }

  /** {@code torch.zeros}; see {@link #zeros(NDManager, Shape)}. */
  public static NDArray zeros(NDManager manager, Shape shape, DataType type, Device device) {
    try {
      return manager.zeros(shape, type, device);
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    }
  }

  /** Whether the array is, or was before it was closed, a tensor of LibTorch. */
  public static boolean isTensor(NDArray array) {
    if (!(array instanceof PtNDArray)) {
      return false;
    }
    Long handle = Jni.address(array).get();
    return handle == null || handle != NO_TENSOR;
  }

  /** Whether the array is a tensor of LibTorch that a kernel can take. DJL's strings are none. */
  public static boolean isOpenTensor(NDArray array) {
    if (!(array instanceof PtNDArray)) {
      return false;
    }
    Long handle = Jni.address(array).get(); // once: another thread may be closing it
    return handle != null && handle != NO_TENSOR;
  }

  /** Frees the tensor of an array that is dropped without being closed. */
  static void freeWhenDropped(NDArray array, String name) {
    NativeMemory.freeWith(array, name, Jni.address(array), JniUtils::deleteNDArray);
  }

  /** Closes an array that calls of other threads may be working with. */
  static void close(NDArray array) {
    NativeMemory.free(Jni.address(array), JniUtils::deleteNDArray);
    array.close();
  }

  // ---- calls -----------------------------------------------------------------------------------

  /**
   * Runs a kernel that returns a tensor, recording gradients where the thread's mode says so.
   *
   * @param manager the manager that will own the result
   * @param kernel the name of the method in {@code kernels.py}
   * @param arguments an NDArray, {@code NDArray[]}, Long, Integer, Boolean, Double, String, {@code
   *     long[]}, {@link Held} or null (None) each
   */
  public static NDArray call(NDManager manager, String kernel, Object... arguments) {
    long result = run(kernel, arguments, true);
    try {
      return new PtNDArray((PtNDManager) manager, Jni.toTensor(result));
    } finally {
      Jni.delete(result);
    }
  }

  /** Runs a kernel that returns a list of tensors; see {@link #call}. */
  public static NDArray[] callList(NDManager manager, String kernel, Object... arguments) {
    return tensors(manager, run(kernel, arguments, true));
  }

  /**
   * Runs a kernel that returns a list of new tensors; see {@link #callList}. Where nothing is
   * recorded it does so in LibTorch's inference mode, and returns copies.
   */
  public static NDArray[] callOrInferList(NDManager manager, String kernel, Object... arguments) {
    return isGradEnabled()
        ? callList(manager, kernel, arguments)
        : inferList(manager, kernel, arguments);
  }

  /** Runs a kernel that returns a list of tensors in inference mode, and returns copies. */
  static NDArray[] inferList(NDManager manager, String kernel, Object... arguments) {
    return copies(manager, run(kernel, arguments, false));
  }

  /** Copies what was made in inference mode: nothing of that mode's own could ever be recorded. */
  private static NDArray[] copies(NDManager manager, long results) {
    try {
      long[] tensors = Jni.toTensors(results);
      for (int i = 0; i < tensors.length; i++) {
        long copy = Operators.copy(tensors[i]);
        JniUtils.deleteNDArray(tensors[i]);
        tensors[i] = copy;
      }
      return arrays(manager, tensors);
    } finally {
      Jni.delete(results);
    }
  }

  private static NDArray[] tensors(NDManager manager, long result) {
    try {
      return arrays(manager, Jni.toTensors(result));
    } finally {
      Jni.delete(result);
    }
  }

  /** Runs a kernel that returns a bool; see {@link #call}. */
  public static boolean callBoolean(String kernel, Object... arguments) {
    long result = run(kernel, arguments, true);
    try {
      return Jni.toBoolean(result);
    } finally {
      Jni.delete(result);
    }
  }

  /** Runs a kernel that returns a list of ints; see {@link #call}. */
  public static long[] callLongs(String kernel, Object... arguments) {
    long result = run(kernel, arguments, true);
    try {
      return Jni.toLongs(result);
    } finally {
      Jni.delete(result);
    }
  }

  /**
   * Runs a kernel for its effect, never recording gradients: it may change parameters in place. A
   * tensor that it makes must not outlive the call, since LibTorch could not record one later.
   */
  public static void update(String kernel, Object... arguments) {
    Jni.delete(run(kernel, arguments, false));
  }

  private static long run(String kernel, Object[] arguments, boolean record) {
    return run(loaded().module, kernel, arguments, record);
  }

  private static long run(long module, String method, Object[] arguments, boolean record) {
    return run(module, method, arguments, record, false);
  }

  private static long run(
      long module, String method, Object[] arguments, boolean record, boolean optimizing) {
    if (record) {
      settleGradMode();
    }
    long[] values = new long[arguments.length];
    Calls.enter();
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = value(arguments[i]);
      }
      return Jni.run(module, method, values, record, optimizing);
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    } finally {
      for (int i = 0; i < values.length; i++) {
        if (values[i] != 0 && !isKept(arguments[i])) {
          Jni.delete(values[i]);
        }
      }
      Calls.exit();
      Reference.reachabilityFence(arguments);
    }
  }

  /** Common options as LibTorch takes them, which live as long as the process. */
  private static final Map<Object, Long> COMMON = new ConcurrentHashMap<>();

  private static final Set<?> COMMON_OPTIONS = Set.of(true, false, 0, 1, 2, -100L, -1L, 0.0);

  private static boolean isKept(Object argument) {
    return argument == null || argument instanceof Held || isCommon(argument);
  }

  private static boolean isCommon(Object argument) {
    return (argument instanceof Boolean || argument instanceof Number)
        && COMMON_OPTIONS.contains(argument);
  }

  /**
   * Runs a recurrent operator on padded batches: {@code torch.rnn_tanh}, {@code rnn_relu}, {@code
   * gru} or {@code lstm}.
   *
   * @param kind the operator's name
   * @param states h_0, of an LSTM h_0 and c_0
   * @return output and h_n, of an LSTM output, h_n and c_n; they belong to the input's manager
   */
  public static NDArray[] recurrent(
      String kind, NDArray input, NDArray[] states, NDArray[] weights, Layers options) {
    settleGradMode();
    Calls.enter();
    try {
      return arrays(
          input.getManager(),
          Operators.recurrent(kind, handle(input), handles(states), handles(weights), options));
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    } finally {
      Calls.exit();
      fence(input, states, weights);
    }
  }

  /**
   * Runs one step of an Elman network: {@code torch.rnn_tanh_cell} or {@code rnn_relu_cell}.
   *
   * @param biasIh null for none, with biasHh
   * @return the next state, which belongs to the input's manager
   */
  public static NDArray elman(
      boolean relu,
      NDArray input,
      NDArray hidden,
      NDArray weightIh,
      NDArray weightHh,
      NDArray biasIh,
      NDArray biasHh) {
    settleGradMode();
    long sum = 0;
    long added = 0;
    Calls.enter();
    try {
      sum = Operators.linear(handle(hidden), handle(weightHh), handle(biasHh));
      added = Operators.linear(handle(input), handle(weightIh), handle(biasIh));
      Operators.addInPlace(sum, added);
      long next = relu ? Operators.relu(sum) : Operators.tanh(sum);
      return new PtNDArray((PtNDManager) input.getManager(), next);
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    } finally {
      deleteTensor(sum);
      deleteTensor(added);
      Calls.exit();
      fence(input, hidden, weightIh, weightHh, biasIh, biasHh);
    }
  }

  /** {@code torch.linear}; no bias is null. The result belongs to the input's manager. */
  public static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
    if (input.getShape().dimension() != 2) { // for which the native function differs from torch's
      return call(input.getManager(), "linear", input, weight, bias);
    }
    settleGradMode();
    Calls.enter();
    try {
      return new PtNDArray(
          (PtNDManager) input.getManager(),
          Operators.linear(handle(input), handle(weight), handle(bias)));
    } catch (EngineException e) {
      throw new IllegalStateException(torchMessage(e), e);
    } finally {
      Calls.exit();
      fence(input, weight, bias);
    }
  }

  /** Keeps objects reachable until a call has used their addresses. */
  private static void fence(Object... used) {
    Reference.reachabilityFence(used);
  }

  private static void deleteTensor(long handle) {
    if (handle != 0) {
      JniUtils.deleteNDArray(handle);
    }
  }

  private static long handle(NDArray array) {
    if (array == null) {
      return 0;
    }
    OwnedArrays.own(array);
    Long handle = Jni.address(array).get();
    if (handle == null) {
      throw new IllegalStateException(
          "an array was closed while it was used: close it after its last use, in all threads");
    }
    return handle;
  }

  private static NDArray[] arrays(NDManager manager, long[] tensors) {
    NDArray[] arrays = new NDArray[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      arrays[i] = new PtNDArray((PtNDManager) manager, tensors[i]);
    }
    return arrays;
  }

  /** What torch said, in one line, without the traceback through our kernel. */
  private static String torchMessage(EngineException e) {
    String message = e.getMessage();
    int start = message.lastIndexOf(ERROR);
    String said = start < 0 ? message : message.substring(start + ERROR.length());
    int allocator = Math.max(0, said.indexOf("DefaultCPUAllocator"));
    String line = said.substring(allocator).strip().lines().findFirst().orElse(message);
    return TorchWords.python(line);
  }

  private static long value(Object argument) {
    if (argument == null) {
      return loaded().none;
    } else if (argument instanceof Held held) {
      return held.value();
    } else if (argument instanceof NDArray tensor) {
      return Jni.fromTensor(handle(tensor));
    } else if (isCommon(argument)) {
      return COMMON.computeIfAbsent(argument, Kernels::newValue);
    }
    return newValue(argument);
  }

  private static long newValue(Object argument) {
    if (argument instanceof NDArray[] tensors) {
      return Jni.fromTensors(handles(tensors));
    } else if (argument instanceof Boolean bool) {
      return Jni.fromBoolean(bool);
    } else if (argument instanceof Double number) {
      return Jni.fromDouble(number);
    } else if (argument instanceof Number number) {
      return Jni.fromLong(number.longValue());
    } else if (argument instanceof long[] numbers) {
      return Jni.fromLongs(numbers);
    } else if (argument instanceof String text) {
      return Jni.fromString(text);
    }
    throw new IllegalArgumentException("no kernel takes a " + argument.getClass().getName());
  }

  private static long[] handles(NDArray... tensors) {
    long[] handles = new long[tensors.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = handle(tensors[i]);
    }
    return handles;
  }

  /**
   * An argument that LibTorch keeps between calls, so that it is converted once. A held list is the
   * same list in every call: what a kernel appends or assigns is still there in the next.
   */
  public static final class Held implements AutoCloseable {
    private final AtomicReference<Long> value;

    private Held(long value) {
      this.value = new AtomicReference<>(value);
      NativeMemory.freeWith(this, "the state of an optimizer", this.value, Jni::delete);
    }

    /** Holds a list of tensors. The arrays must outlive it. */
    public static Held tensors(List<NDArray> tensors) {
      Calls.enter();
      try {
        return new Held(Jni.fromTensors(handles(tensors.toArray(new NDArray[0]))));
      } finally {
        Calls.exit();
        Reference.reachabilityFence(tensors);
      }
    }

    /** Holds what a kernel returns, recording nothing. */
    public static Held result(String kernel, Object... arguments) {
      return new Held(run(kernel, arguments, true));
    }

    /** Holds a list of ints. */
    public static Held longs(long... numbers) {
      return new Held(Jni.fromLongs(numbers));
    }

    /** Holds a Boolean or a Double. */
    public static Held constant(Object value) {
      return new Held(newValue(value));
    }

    /** The numbers as the kernels left them. */
    public long[] toLongs() {
      Calls.enter();
      try {
        return Jni.toLongs(value());
      } finally {
        Calls.exit();
        Reference.reachabilityFence(this);
      }
    }

    /** Whether it has not been closed. */
    boolean isOpen() {
      return value.get() != null;
    }

    private long value() {
      Long held = value.get();
      if (held == null) {
        throw new IllegalStateException("this object has been closed");
      }
      return held;
    }

    @Override
    public void close() {
      NativeMemory.free(value, Jni::delete);
    }
  }

  /** A loaded TorchScript module. */
  public static final class Script implements AutoCloseable {
    private final AtomicReference<Long> module;

    private Script(long module) {
      this.module = new AtomicReference<>(module);
      NativeMemory.freeWith(this, "a TorchScript module", this.module, JniUtils::deleteModule);
    }

    /**
     * Compiles an archive.
     *
     * @throws IllegalArgumentException with LibTorch's report if it cannot
     */
    public static Script load(byte[] archive) {
      loaded();
      try {
        return new Script(
            JniUtils.loadModuleHandle(
                new ByteArrayInputStream(archive), Device.cpu(), true, false));
      } catch (EngineException e) {
        throw new IllegalArgumentException(
            "the TorchScript does not compile: " + e.getMessage().strip(), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Runs a method that returns a list of tensors; see {@link Kernels#callList}. */
    public NDArray[] callList(NDManager manager, String method, Object... arguments) {
      return tensors(manager, call(method, arguments, true, false));
    }

    /**
     * Runs a method that returns a list of tensors, in LibTorch's inference mode, which spares each
     * operator what recording would ask of it. The tensors are copies.
     */
    public NDArray[] inferList(NDManager manager, String method, Object... arguments) {
      return copies(manager, call(method, arguments, false, false));
    }

    /**
     * Puts what a method calls in the places of the calls. LibTorch does so, or not, when a method
     * first runs.
     *
     * @param arguments on which the method returns at once
     */
    public void inline(String method, Object... arguments) {
      Jni.delete(call(method, arguments, false, true));
    }

    /** Runs a method for its effect; see {@link Kernels#update}. */
    public void update(String method, Object... arguments) {
      Jni.delete(call(method, arguments, false, false));
    }

    private long call(String method, Object[] arguments, boolean record, boolean optimizing) {
      Calls.enter();
      try {
        Long handle = module.get();
        if (handle == null) {
          throw new IllegalStateException("this object has been closed");
        }
        return run(handle, method, arguments, record, optimizing);
      } finally {
        Calls.exit();
        Reference.reachabilityFence(this);
      }
    }

    @Override
    public void close() {
      NativeMemory.free(module, JniUtils::deleteModule);
    }
  }

  // ---- gradients -------------------------------------------------------------------------------

  /** Whether a test wants to see what a collection before each backward frees. */
  private static final boolean COLLECT = Boolean.getBoolean("io.github.torchrnn.collect");

  /**
   * The threads whose mode is known to be somebody's choice. LibTorch starts with recording off in
   * the thread that loaded it and on in every other; here it is off until somebody asks for it.
   */
  private static final ThreadLocal<Boolean> CHOSEN =
      ThreadLocal.withInitial(
          () -> {
            OwnedArrays.watch();
            ThreadPools.begin();
            return false;
          });

  /** Whether operations are recorded in this thread. */
  public static boolean isGradEnabled() {
    settleGradMode();
    return JniUtils.isGradMode();
  }

  /** Sees to it that this thread records only if somebody, here or in DJL, asked for it. */
  private static void settleGradMode() {
    if (!CHOSEN.get()) {
      loaded();
      if (!Jni.isCollecting()) {
        setGradEnabled(false);
      }
    } else if (VirtualThreads.isCurrent()
        && !Jni.isCollecting()) { // whose carrier may be another one by now
      JniUtils.setGradMode(false);
    }
  }

  /** Switches recording on or off in this thread. */
  public static void setGradEnabled(boolean enabled) {
    loaded();
    if (!CHOSEN.get()) { // which also begins the thread
      CHOSEN.set(true);
    }
    JniUtils.setGradMode(enabled);
  }

  /**
   * Computes the gradients of an array of one element. Not in the interpreter, from which
   * LibTorch's engine takes a quarter longer.
   *
   * @return whether the array was recorded
   */
  public static boolean backward(NDArray loss) {
    if (loss.getShape().dimension() == 0
        && loss.getDataType() == DataType.FLOAT32
        && !loss.getDevice().isGpu()) {
      return backward(loss, One.ONE);
    }
    try (NDArray one = loss.onesLike()) {
      return backward(loss, one);
    }
  }

  private static boolean backward(NDArray loss, NDArray one) {
    OwnedArrays.ownAll();
    if (COLLECT) {
      System.gc();
    }
    Calls.enter();
    try {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
      return true;
    } catch (EngineException e) {
      String message = torchMessage(e);
      if (message.startsWith("element 0 of tensors does not require grad")) {
        return false;
      }
      throw new IllegalStateException(message, e);
    } finally {
      Calls.exit();
      fence(loss, one);
    }
  }

  /** The gradient of most losses by themselves, which takes long to make amid other work. */
  private static final class One {
    static final NDArray ONE = loaded().manager.create(1f);

    static {
      NDScope.unregister(ONE);
      ONE.detach();
    }
  }

  /** The gradient that a leaf has collected, or null. */
  public static NDArray grad(NDArray leaf) {
    Calls.enter();
    try {
      long grad = Operators.grad(handle(leaf));
      return grad == 0 ? null : new PtNDArray(loaded().manager, grad);
    } finally {
      Calls.exit();
      Reference.reachabilityFence(leaf);
    }
  }

  /**
   * The name that Python prints of the operation which made a recorded array: not for leaves, where
   * it crashes.
   */
  public static String gradFn(NDArray recorded) {
    String name = JniUtils.getGradientFunctionNames((PtNDArray) recorded);
    return name.substring(name.lastIndexOf(':') + 1); // CopySlices comes with its namespace
  }

  // ---- the rest --------------------------------------------------------------------------------

  /** Seeds LibTorch's generators, of which each device has one for the whole process. */
  public static void manualSeed(long seed) {
    loaded();
    JniUtils.setSeed(seed);
  }

  /** Sets how many threads LibTorch takes for one operator. */
  public static void setNumThreads(int threads) {
    loaded();
    JniUtils.setNumThreads(threads);
  }

  /** How many threads LibTorch takes for one operator. */
  public static int getNumThreads() {
    loaded();
    return JniUtils.getNumThreads();
  }

  /** The same memory outside of any graph, belonging to the innermost scope. */
  public static NDArray detach(NDArray array) {
    return call(loaded().manager, "detach", array);
  }

  /**
   * Gives an array a copy of its data as its memory, and those that are views of it views of the
   * copy. Nothing is recorded, and graphs that saved the array see the copy.
   */
  static void moveData(NDArray array, NDArray... views) {
    NDArray[] open = Arrays.stream(views).filter(Kernels::isOpenTensor).toArray(NDArray[]::new);
    Jni.delete(run("move_data", new Object[] {array, open}, true));
  }

  /**
   * Gives an array another array's data, type and device in place, as {@code x.data = y} does: who
   * holds the array, an optimizer say, sees the change.
   */
  public static void setData(NDArray array, NDArray data) {
    update("set_data", array, data);
    Jni.forgetTypeAndDevice(array);
  }
}
