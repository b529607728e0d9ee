package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.github.torchrnn.internal.start.StartUp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * LibTorch in this process: its start, its settings, and the memory of its tensors.
 *
 * <p>Internal: not part of the public API, and without checks. The callers check first.
 */
public final class LibTorch {

  /** The handle of DJL's arrays of strings, which have no tensor. */
  private static final long NO_TENSOR = -1;

  private static volatile Globals globals;

  private LibTorch() {}

  /**
   * Engine-wide objects, created once and never freed.
   *
   * @param manager the manager of arrays that no caller's manager owns
   * @param module the address of the loaded {@code kernels.py}
   * @param none the address of the IValue None
   */
  private record Globals(PtNDManager manager, long module, long none) {}

  /** Returns the engine-wide objects; the first call starts the engine, or tries again. */
  private static Globals globals() {
    Globals known = globals;
    return known == null ? load() : known;
  }

  private static synchronized Globals load() {
    if (globals == null) {
      PtNDManager manager = (PtNDManager) engine().newBaseManager(Device.cpu());
      long module = compile(TorchScriptArchive.ofKernels());
      long none = DjlMembers.run(module, "none", new long[0], RunMode.INFERENCE);
      globals = new Globals(manager, module, none);
    }
    return globals;
  }

  private static Engine engine() {
    try (AutoCloseable lock = StartUp.prepare()) {
      if (!Engine.hasEngine(PtEngine.ENGINE_NAME)) {
        // Where jars were merged into one, DJL's file that names this engine may be overwritten.
        Engine.registerEngine(new PtEngineProvider());
      }
      return Engine.getEngine(PtEngine.ENGINE_NAME);
    } catch (EngineException e) {
      throw StartUp.explained(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot start LibTorch", e);
    }
  }

  private static long compile(byte[] archive) {
    try {
      return JniUtils.loadModuleHandle(
          new ByteArrayInputStream(archive), Device.cpu(), true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the engine, unless it has been started. */
  static void start() {
    globals();
  }

  /** The address of the TorchScript module of {@code kernels.py}. */
  static long kernels() {
    return globals().module;
  }

  /** The address of the IValue None. */
  static long none() {
    return globals().none;
  }

  /** Compiles a TorchScript archive; returns the address of its module. */
  static long loadModule(byte[] archive) {
    start();
    return compile(archive);
  }

  /** Frees a module that {@link #loadModule} returned. */
  static void deleteModule(long module) {
    JniUtils.deleteModule(module);
  }

  // ---- managers and arrays ---------------------------------------------------------------------

  /** The manager of arrays that no caller's manager owns. It is never closed. */
  public static NDManager manager() {
    OwnedArrays.watch();
    Calls.tidy();
    return globals().manager;
  }

  /** {@link #manager} without its housekeeping, for use within a call. */
  static NDManager managerAsIs() {
    return globals().manager;
  }

  /** Whether a manager is {@link #manager}, which frees nothing by itself. */
  static boolean isOwnManager(NDManager manager) {
    Globals known = globals;
    return known != null && manager == known.manager;
  }

  /** An array of undefined content. */
  static NDArray empty(Shape shape, DataType type, Device device) {
    try {
      return globals().manager.create(shape, type, device);
    } catch (EngineException e) {
      throw TorchWords.error(e);
    }
  }

  /** {@code torch.zeros} of float32 on the CPU, without the interpreter, which takes longer. */
  public static NDArray zeros(NDManager manager, Shape shape) {
    return zeros(manager, shape, DataType.FLOAT32, Device.cpu());
  }

  /** {@code torch.zeros}; see {@link #zeros(NDManager, Shape)}. */
  public static NDArray zeros(NDManager manager, Shape shape, DataType type, Device device) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      Object[] arguments = {shape.getShape(), Tensors.torchNumber(type), device};
      return (NDArray)
          recorder.call("zeros", arguments, real -> zeros(manager, shape, type, device));
    }
    try {
      return manager.zeros(shape, type, device);
    } catch (EngineException e) {
      throw TorchWords.error(e);
    }
  }

  /** Whether the array is a tensor of LibTorch, or was one before it was closed. */
  public static boolean isTensor(NDArray array) {
    if (!(array instanceof PtNDArray)) {
      return Recorder.readable(array) != array;
    }
    Long handle = DjlMembers.address(array).get();
    return handle == null || handle != NO_TENSOR;
  }

  /** Whether the array is an open tensor of LibTorch, which a kernel can take. */
  public static boolean isOpenTensor(NDArray array) {
    if (!(array instanceof PtNDArray)) {
      return Recorder.readable(array) != array; // a stand-in, which its trace keeps open
    }
    Long handle = DjlMembers.address(array).get(); // once: another thread may be closing it
    return handle != null && handle != NO_TENSOR;
  }

  /**
   * Gives an array another array's data, type, shape and device in place, as {@code x.data = y}
   * does: every holder of the array, such as an optimizer, sees the change.
   */
  public static void setData(NDArray array, NDArray data) {
    Kernels.update("set_data", array, data);
    DjlMembers.rememberProperties(array, data);
  }

  /**
   * Moves an array's data to memory of its own, and makes those arrays that are views of it views
   * of the copy. Nothing is recorded, and graphs that saved the array see the copy.
   *
   * @param views arrays that may be views of it, may be closed, or may be null
   */
  static void moveData(NDArray array, NDArray... views) {
    NDArray[] open = Arrays.stream(views).filter(LibTorch::isOpenTensor).toArray(NDArray[]::new);
    Kernels.updateOutsideInference("move_data", array, open);
  }

  /** Frees the tensor of an array that is dropped without being closed. */
  static void freeWhenDropped(NDArray array, String name) {
    NativeMemory.freeWith(array, name, DjlMembers.address(array), Handles::delete);
  }

  /** Closes an array that other threads' calls may be using. */
  static void close(NDArray array) {
    NativeMemory.free(DjlMembers.address(array), Handles::delete);
    array.close();
  }

  // ---- settings --------------------------------------------------------------------------------

  /** Seeds LibTorch's generators: one per device, shared by the whole process. */
  public static void manualSeed(long seed) {
    Recorder.refuseHere("manual_seed");
    start();
    JniUtils.setSeed(seed);
  }

  /** Sets the number of threads for one operator; see {@link OperatorThreads}. */
  static void setNumThreads(int threads) {
    start();
    JniUtils.setNumThreads(threads);
  }

  /** The number of threads for one operator; see {@link OperatorThreads}. */
  static int getNumThreads() {
    start();
    return JniUtils.getNumThreads();
  }
}
