package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager.SystemNDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The arrays that modules own: no scope and no manager frees them. */
public final class Parameters {

  /**
   * The number of modules that own an array, by DJL's reference to its address: arrays compare by
   * content.
   */
  private static final Map<AtomicReference<Long>, Integer> OWNERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** What computes the arrays of parameters that are functions of others. */
  private static final Map<Parameter, Supplier<NDArray>> COMPUTED =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Whether there ever was one: most reads ask only for this. */
  private static volatile boolean anyComputed;

  private Parameters() {}

  /** A new parameter of undefined content, on the device where the module computes. */
  public static NDArray create(String name, Shape shape, DataType type, Device device) {
    Tensors.requireSizes(shape.getShape());
    Tensors.requireDevice(device);
    return adopt(name, LibTorch.empty(shape, type, device));
  }

  /** A new array, filled with a number, on the device where a module computes. */
  public static NDArray filled(Shape shape, DataType type, Device device, double value) {
    Tensors.requireSizes(shape.getShape());
    Tensors.requireDevice(device);
    NDArray filled = LibTorch.empty(shape, type, device);
    Functions.update("fill_", filled, value);
    return filled;
  }

  /** Makes an array a parameter, or one more module's if it is a parameter already. */
  public static NDArray adopt(String name, NDArray array) {
    if (OWNERS.merge(DjlMembers.address(array), 1, Integer::sum) == 1) {
      OwnedArrays.takeOut(array);
      own(array, name).setName(name);
      if (array.getDataType().isFloating()) {
        array.setRequiresGradient(true);
      }
    }
    return array;
  }

  /**
   * Puts an array in a parameter. Parameters of one array are one to DJL's trainer, which would
   * step it twice otherwise.
   */
  public static Parameter put(NDArray array, Parameter parameter) {
    DjlMembers.setArray(parameter, array);
    return parameter;
  }

  /** A copy of an array that a module keeps without training it. */
  public static NDArray bufferOf(NDArray value) {
    NDArray buffer = own(Kernels.call(LibTorch.manager(), "detached_clone", value), "a buffer");
    OWNERS.put(DjlMembers.address(buffer), 1);
    return buffer;
  }

  /** The array of a parameter: while a lambda is traced, its stand-in. */
  public static NDArray arrayOf(Parameter parameter) {
    Supplier<NDArray> computation = anyComputed ? COMPUTED.get(parameter) : null;
    if (computation != null) {
      return computation.get();
    }
    Recorder recorder = Recorder.current();
    return recorder == null ? parameter.getArray() : recorder.owned(parameter, parameter::getArray);
  }

  /** Lets a parameter, which loses its array, be computed at each read. */
  public static void compute(Parameter parameter, Supplier<NDArray> computation) {
    anyComputed = true;
    DjlMembers.setArray(parameter, null);
    COMPUTED.put(parameter, computation);
  }

  /** Ends what {@link #compute} began. */
  public static Parameter uncompute(Parameter parameter) {
    COMPUTED.remove(parameter);
    return parameter;
  }

  /** Whether a parameter is computed at each read. */
  public static boolean isComputed(Parameter parameter) {
    return anyComputed && COMPUTED.containsKey(parameter);
  }

  /** Ends a module's ownership of an array, which is freed if no other module owns it. */
  public static void release(NDArray array) {
    if (giveUp(array) == 0) {
      LibTorch.close(array);
    }
  }

  /**
   * Ends a module's ownership of an array, which is freed when it is dropped.
   *
   * @return the number of modules that still own it
   */
  public static int giveUp(NDArray array) {
    Integer owners =
        OWNERS.computeIfPresent(
            DjlMembers.address(array), (key, count) -> count == 1 ? null : count - 1);
    return owners == null ? 0 : owners;
  }

  /**
   * Takes an array out of its scope and its manager: it is freed when closed, or dropped.
   *
   * @param name the array's kind or name, for the warning if it is dropped
   */
  public static NDArray own(NDArray array, String name) {
    NDScope.unregister(array);
    array.detach();
    LibTorch.freeWhenDropped(array, name);
    return array;
  }

  /** Frees an array that other threads' calls may be using. */
  public static void close(NDArray array) {
    LibTorch.close(array);
  }

  /** Whether a module owns an array, which no scope may free. */
  static boolean isOwned(NDArray array) {
    return array.getName() != null && isOfModule(array);
  }

  /** Whether an array is a parameter or a buffer of an open module. */
  public static boolean isOfModule(NDArray array) {
    return OWNERS.containsKey(DjlMembers.address(array));
  }

  /** Whether an array is a module's parameter, which prints as one. */
  public static boolean isParameter(NDArray array) {
    return array.getName() != null && array.getManager() instanceof SystemNDManager;
  }
}
