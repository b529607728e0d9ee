package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.util.NativeResource;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * DJL's private members that this library works with: native functions and fields. Handles are
 * addresses of LibTorch's objects: nothing here is checked.
 */
final class DjlMembers {

  private static final Class<?> LIBRARY = type("ai.djl.pytorch.jni.PyTorchLibrary");
  private static final Object INSTANCE = constant(LIBRARY, "LIB", LIBRARY);
  private static final AtomicBoolean COLLECTING =
      (AtomicBoolean)
          constant(
              type("ai.djl.pytorch.engine.PtGradientCollector"),
              "isCollecting",
              AtomicBoolean.class);

  private static final MethodHandle RUN =
      function(
          "moduleRunMethod",
          long.class,
          long.class,
          String.class,
          long[].class,
          boolean.class,
          boolean.class);
  private static final MethodHandle SET_OPTIMIZER =
      function("setGraphExecutorOptimize", void.class, boolean.class);

  /** DJL's own setting of LibTorch's graph optimizer, which is a flag of each thread. */
  private static final boolean OPTIMIZER_OF_DJL =
      Boolean.parseBoolean(System.getProperty("ai.djl.pytorch.graph_optimizer", "true"));

  private static final VarHandle DATA_TYPE = field(PtNDArray.class, "dataType", DataType.class);
  private static final VarHandle SHAPE = field(PtNDArray.class, "shape", Shape.class);
  private static final VarHandle DEVICE = field(PtNDArray.class, "device", Device.class);
  private static final VarHandle ADDRESS =
      field(NativeResource.class, "handle", AtomicReference.class);
  private static final VarHandle JAVA_DATA = field(PtNDArray.class, "dataRef", ByteBuffer.class);
  private static final VarHandle PARAMETER_ARRAY = field(Parameter.class, "array", NDArray.class);
  private static final VarHandle PARAMETER_ID = field(Parameter.class, "id", String.class);
  private static final VarHandle RESOURCES =
      field(NDScope.class, "resources", IdentityHashMap.class);

  /** The open scopes of each thread, the innermost last. */
  @SuppressWarnings("unchecked")
  static final ThreadLocal<Deque<NDScope>> SCOPES =
      (ThreadLocal<Deque<NDScope>>) constant(NDScope.class, "SCOPE_STACK", ThreadLocal.class);

  private DjlMembers() {}

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this version of DJL lacks " + name, e);
    }
  }

  private static Object constant(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findStaticVarHandle(owner, name, type)
          .get();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of DJL lacks " + owner + "." + name, e);
    }
  }

  /** A native function of DJL's, to be called by {@code invokeExact}. */
  static MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
    try {
      return MethodHandles.privateLookupIn(LIBRARY, MethodHandles.lookup())
          .findVirtual(LIBRARY, name, MethodType.methodType(result, parameters))
          .bindTo(INSTANCE);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of DJL lacks PyTorchLibrary." + name, e);
    }
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of DJL lacks " + owner + "." + name, e);
    }
  }

  /** The address of an array's tensor, where the array keeps it: null once it is closed. */
  @SuppressWarnings("unchecked")
  static AtomicReference<Long> address(NDArray array) {
    Recorder recorder = Recorder.current();
    if (recorder != null && recorder.behind(array) != array) {
      recorder.refuse("this call");
    }
    return (AtomicReference<Long>) ADDRESS.get((NativeResource<?>) array);
  }

  /**
   * Tells DJL what it remembers of an array. Never null in between: other threads may be asking for
   * the type, which DJL reads twice.
   */
  static void rememberProperties(NDArray array, NDArray like) {
    SHAPE.set(array, like.getShape());
    DATA_TYPE.set(array, like.getDataType());
    DEVICE.set(array, like.getDevice());
  }

  /** The direct buffer over which an array lies, or null if it lies in LibTorch's memory. */
  static ByteBuffer javaData(NDArray array) {
    return array instanceof PtNDArray ? (ByteBuffer) JAVA_DATA.get(array) : null;
  }

  /** Drops an array's reference to a buffer that it no longer lies over. */
  static void forgetJavaData(NDArray array) {
    JAVA_DATA.set(array, null);
  }

  /**
   * Puts an array in a parameter, which DJL lets be set once.
   *
   * @param array null for none, as before it was initialized
   */
  static void setArray(Parameter parameter, @Nullable NDArray array) {
    PARAMETER_ARRAY.set(parameter, array);
    if (array != null) {
      PARAMETER_ID.set(parameter, array.getUid());
    }
  }

  /** The arrays that a scope closes. */
  @SuppressWarnings("unchecked")
  static IdentityHashMap<NDArray, NDArray> resources(NDScope scope) {
    return (IdentityHashMap<NDArray, NDArray>) RESOURCES.get(scope);
  }

  /** Replaces the map of the arrays that a scope closes. */
  static void setResources(NDScope scope, IdentityHashMap<NDArray, NDArray> arrays) {
    RESOURCES.set(scope, arrays);
  }

  /** Whether a gradient collector of DJL is open, in any thread of the process. */
  static boolean isCollecting() {
    return COLLECTING.get();
  }

  /**
   * Runs a method of a TorchScript module. LibTorch's graph optimizer, which replaces operators
   * while it records and so changes gradients' last bits, is off for the call unless the mode is
   * {@link RunMode#INLINING}.
   *
   * @param module the address of the module
   * @param values the addresses of the arguments, as IValues
   * @return the address of the result, an IValue that belongs to the caller
   */
  static long run(long module, String method, long[] values, RunMode mode) {
    boolean recordable = mode == RunMode.RECORDING;
    try {
      SET_OPTIMIZER.invokeExact(mode == RunMode.INLINING);
      try {
        return (long) RUN.invokeExact(module, method, values, recordable, false);
      } finally {
        SET_OPTIMIZER.invokeExact(OPTIMIZER_OF_DJL);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The unchecked exception to throw for whatever a method handle threw. */
  static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("a function of DJL failed: " + e, e);
  }
}
