package io.github.torchrnn.internal;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.torchrnn.internal.start.ThreadCount;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** LibTorch's autograd: each thread's gradient mode, backward, and the gradients of leaves. */
public final class Autograd {

  /** Whether a test wants to see what a garbage collection before each backward frees. */
  private static final boolean COLLECT = Boolean.getBoolean("io.github.torchrnn.collect");

  /**
   * Whether this thread's gradient mode has been set explicitly. LibTorch starts with recording off
   * in the thread that loaded it and on in every other; here it is off until the user turns it on.
   * The first question of a thread also prepares it to compute.
   */
  private static final ThreadLocal<Boolean> MODE_SET =
      ThreadLocal.withInitial(
          () -> {
            OwnedArrays.watch();
            ThreadCount.begin(OperatorThreads.get());
            return false;
          });

  /** Whether a backward has recorded the gradients that it collected. */
  private static volatile boolean recordedGradients;

  private Autograd() {}

  /** Whether the gradient of some leaf may have been recorded itself. */
  static boolean hasRecordedGradients() {
    return recordedGradients;
  }

  /** Whether operations are recorded in this thread. */
  public static boolean isGradEnabled() {
    settleGradMode();
    return JniUtils.isGradMode();
  }

  /** Turns recording off in threads where neither this library nor DJL turned it on. */
  static void settleGradMode() {
    if (!MODE_SET.get()) {
      LibTorch.start();
      if (!DjlMembers.isCollecting()) {
        setGradEnabled(false);
      }
    } else if (VirtualThreads.isCurrent() && !DjlMembers.isCollecting()) {
      JniUtils.setGradMode(false); // its carrier may be another thread by now
    }
  }

  /** Switches recording on or off in this thread. */
  public static void setGradEnabled(boolean enabled) {
    LibTorch.start();
    if (!MODE_SET.get()) {
      MODE_SET.set(true);
    }
    JniUtils.setGradMode(enabled);
  }

  /**
   * Computes the gradients of an array of one element. Not through the interpreter, where backward
   * takes a quarter longer.
   *
   * @return whether the array was recorded
   */
  public static boolean backward(NDArray loss, boolean retainGraph, boolean createGraph) {
    Recorder.refuseHere("backward");
    if (loss.getShape().dimension() == 0
        && loss.getDataType() == DataType.FLOAT32
        && !loss.getDevice().isGpu()) {
      return backward(loss, UnitGradient.FLOAT32, retainGraph, createGraph);
    }
    try (NDArray one = loss.onesLike()) {
      return backward(loss, one, retainGraph, createGraph);
    }
  }

  /**
   * Computes gradients, given that of an array.
   *
   * @param gradient of the array's shape
   * @param createGraph whether the gradients are recorded
   * @return whether the array was recorded
   */
  public static boolean backward(
      NDArray array, NDArray gradient, boolean retainGraph, boolean createGraph) {
    Recorder.refuseHere("backward");
    return GradientHooks.any()
        ? GradientHooks.backward(array, gradient, retainGraph, createGraph)
        : backwardWithoutHooks(array, gradient, retainGraph, createGraph);
  }

  static boolean backwardWithoutHooks(
      NDArray array, NDArray gradient, boolean retainGraph, boolean createGraph) {
    if (createGraph) {
      recordedGradients = true;
    }
    prepareGraph();
    Calls.enter();
    try {
      JniUtils.backward((PtNDArray) array, (PtNDArray) gradient, retainGraph, createGraph);
      return true;
    } catch (EngineException e) {
      IllegalStateException error = TorchWords.error(e);
      if (error.getMessage().startsWith("element 0 of tensors does not require grad")) {
        return false;
      }
      throw error;
    } finally {
      Calls.exit();
      Reference.reachabilityFence(array);
      Reference.reachabilityFence(gradient);
    }
  }

  /** Moves the data of a graph's arrays to LibTorch's memory, before the graph is played back. */
  private static void prepareGraph() {
    OwnedArrays.ownAll();
    if (COLLECT) {
      System.gc();
    }
  }

  /**
   * The gradients of some outputs with respect to some inputs; null for an input that no output was
   * made from.
   *
   * @param gradients of the outputs, of their shapes
   * @param createGraph whether the gradients are recorded
   */
  public static List<NDArray> grads(
      List<NDArray> outputs,
      List<NDArray> inputs,
      List<NDArray> gradients,
      boolean retainGraph,
      boolean createGraph) {
    List<NDArray> grads = new ArrayList<>(Collections.nCopies(inputs.size(), null));
    if (outputs.isEmpty()) {
      return grads;
    }
    prepareGraph();
    NDArray[] found =
        Kernels.callList(
            LibTorch.manager(),
            "grad",
            outputs.toArray(new NDArray[0]),
            inputs.toArray(new NDArray[0]),
            gradients.toArray(new NDArray[0]),
            retainGraph,
            createGraph);
    try (NDArray positions = found[found.length - 1]) {
      for (int i = 0; i < found.length - 1; i++) {
        grads.set((int) positions.getLong(i), found[i]);
      }
    }
    return grads;
  }

  /** A shared float32 1, the seed gradient of most losses: creating one per call is slow. */
  private static final class UnitGradient {
    static final NDArray FLOAT32 = LibTorch.managerAsIs().create(1f);

    static {
      NDScope.unregister(FLOAT32);
      FLOAT32.detach();
    }
  }

  /** The gradient that a leaf has accumulated, or null. */
  public static NDArray grad(NDArray leaf) {
    Calls.enter();
    try {
      long grad = Operators.grad(Handles.of(leaf));
      return grad == 0 ? null : Handles.array(LibTorch.managerAsIs(), grad);
    } finally {
      Calls.exit();
      Reference.reachabilityFence(leaf);
    }
  }

  /**
   * The name that Python prints of the operation which made a recorded array. Not for leaves: the
   * native function crashes on them.
   */
  public static String gradFn(NDArray recorded) {
    String name = JniUtils.getGradientFunctionNames((PtNDArray) recorded);
    return name.substring(name.lastIndexOf(':') + 1); // CopySlices comes with its namespace
  }

  /** The same memory outside of any graph, belonging to the innermost scope. */
  public static NDArray detach(NDArray array) {
    return Kernels.call(LibTorch.managerAsIs(), "detach", array);
  }
}
