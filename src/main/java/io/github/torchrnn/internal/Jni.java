package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
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

/**
 * The native functions of DJL that {@link Kernels} needs and that DJL keeps to itself. Handles are
 * addresses of LibTorch's objects: nothing here is checked.
 */
final class Jni {

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
  private static final MethodHandle OPTIMIZE =
      function("setGraphExecutorOptimize", void.class, boolean.class);
  private static final MethodHandle FROM_TENSOR =
      function("iValueFromTensor", long.class, long.class);
  private static final MethodHandle FROM_TENSORS =
      function("iValueFromTensorList", long.class, long[].class);
  private static final MethodHandle FROM_BOOLEAN =
      function("iValueFromBool", long.class, boolean.class);
  private static final MethodHandle FROM_LONG = function("iValueFromLong", long.class, long.class);
  private static final MethodHandle FROM_LONGS =
      function("iValueFromLongList", long.class, long[].class);
  private static final MethodHandle FROM_DOUBLE =
      function("iValueFromDouble", long.class, double.class);
  private static final MethodHandle FROM_STRING =
      function("iValueFromString", long.class, String.class);
  private static final MethodHandle TO_TENSOR = function("iValueToTensor", long.class, long.class);
  private static final MethodHandle TO_TENSORS =
      function("iValueToTensorList", long[].class, long.class);
  private static final MethodHandle TO_BOOLEAN =
      function("iValueToBool", boolean.class, long.class);
  private static final MethodHandle TO_LONGS =
      function("iValueToLongList", long[].class, long.class);
  private static final MethodHandle DELETE = function("torchDeleteIValue", void.class, long.class);

  /** What DJL itself sets for a user's TorchScript modules; a flag of each thread. */
  private static final boolean OPTIMIZED =
      Boolean.parseBoolean(System.getProperty("ai.djl.pytorch.graph_optimizer", "true"));

  private static final VarHandle DATA_TYPE = field(PtNDArray.class, "dataType", DataType.class);
  private static final VarHandle DEVICE = field(PtNDArray.class, "device", Device.class);
  private static final VarHandle ADDRESS =
      field(NativeResource.class, "handle", AtomicReference.class);
  private static final VarHandle JAVA_DATA = field(PtNDArray.class, "dataRef", ByteBuffer.class);
  private static final VarHandle RESOURCES =
      field(NDScope.class, "resources", IdentityHashMap.class);

  /** The open scopes of each thread, the innermost last. */
  @SuppressWarnings("unchecked")
  static final ThreadLocal<Deque<NDScope>> SCOPES =
      (ThreadLocal<Deque<NDScope>>) constant(NDScope.class, "SCOPE_STACK", ThreadLocal.class);

  private Jni() {}

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

  /** Where an array keeps the address of its tensor, until it is closed. */
  @SuppressWarnings("unchecked")
  static AtomicReference<Long> address(NDArray array) {
    return (AtomicReference<Long>) ADDRESS.get((NativeResource<?>) array);
  }

  /** Makes DJL ask LibTorch again for what it remembers of an array. */
  static void forgetTypeAndDevice(NDArray array) {
    DATA_TYPE.set(array, null);
    DEVICE.set(array, null);
  }

  /** The direct buffer over which an array lies, or null if it lies in LibTorch's memory. */
  static ByteBuffer javaData(NDArray array) {
    return array instanceof PtNDArray ? (ByteBuffer) JAVA_DATA.get(array) : null;
  }

  /** Lets the collector have the buffer of an array that no longer lies over it. */
  static void forgetJavaData(NDArray array) {
    JAVA_DATA.set(array, null);
  }

  /** The arrays that a scope closes. */
  @SuppressWarnings("unchecked")
  static IdentityHashMap<NDArray, NDArray> resources(NDScope scope) {
    return (IdentityHashMap<NDArray, NDArray>) RESOURCES.get(scope);
  }

  static void setResources(NDScope scope, IdentityHashMap<NDArray, NDArray> arrays) {
    RESOURCES.set(scope, arrays);
  }

  /** Whether a gradient collector of DJL's is open in some thread of the process. */
  static boolean isCollecting() {
    return COLLECTING.get();
  }

  /**
   * Runs a method of a TorchScript module as written: LibTorch's graph optimizer, which replaces
   * operators while it records and so changes gradients' last bits, is off for the call.
   */
  static long run(long module, String method, long[] values, boolean record) {
    return run(module, method, values, record, false);
  }

  /** Runs a method; its first run decides whether LibTorch inlines what it calls, if optimizing. */
  static long run(long module, String method, long[] values, boolean record, boolean optimizing) {
    try {
      OPTIMIZE.invokeExact(optimizing);
      try {
        return (long) RUN.invokeExact(module, method, values, record, false);
      } finally {
        OPTIMIZE.invokeExact(OPTIMIZED);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromTensor(long tensor) {
    try {
      return (long) FROM_TENSOR.invokeExact(tensor);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromTensors(long[] tensors) {
    try {
      return (long) FROM_TENSORS.invokeExact(tensors);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromBoolean(boolean bool) {
    try {
      return (long) FROM_BOOLEAN.invokeExact(bool);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromLong(long number) {
    try {
      return (long) FROM_LONG.invokeExact(number);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromLongs(long[] numbers) {
    try {
      return (long) FROM_LONGS.invokeExact(numbers);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromDouble(double number) {
    try {
      return (long) FROM_DOUBLE.invokeExact(number);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long fromString(String text) {
    try {
      return (long) FROM_STRING.invokeExact(text);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long toTensor(long value) {
    try {
      return (long) TO_TENSOR.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long[] toTensors(long value) {
    try {
      return (long[]) TO_TENSORS.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static boolean toBoolean(long value) {
    try {
      return (boolean) TO_BOOLEAN.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static long[] toLongs(long value) {
    try {
      return (long[]) TO_LONGS.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static void delete(long value) {
    try {
      DELETE.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return (RuntimeException) e;
  }
}
