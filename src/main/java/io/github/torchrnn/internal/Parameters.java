package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager.SystemNDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Arrays that a module owns: no scope and no manager frees them. */
public final class Parameters {

  private Parameters() {}

  /** A new parameter of undefined content, on the device where the module computes. */
  public static NDArray create(String name, Shape shape, DataType type, Device device) {
    Tensors.requireSizes(shape.getShape());
    return own(name, Kernels.empty(shape, type, device));
  }

  /** A new parameter with a copy of an array's content. */
  public static NDArray copyOf(String name, NDArray value) {
    return own(name, Kernels.call(Kernels.manager(), "detached_clone", value));
  }

  /** A copy of an array's content that a module keeps without training it. */
  public static NDArray bufferOf(NDArray value) {
    return own(Kernels.call(Kernels.manager(), "detached_clone", value), "a buffer");
  }

  /** Takes an array out of its scope and its manager: it is freed when closed, or dropped. */
  public static NDArray own(NDArray array, String name) {
    NDScope.unregister(array);
    array.detach();
    Kernels.freeWhenDropped(array, name);
    return array;
  }

  private static NDArray own(String name, NDArray array) {
    own(array, name).setName(name);
    if (array.getDataType().isFloating()) {
      array.setRequiresGradient(true);
    }
    return array;
  }

  /** Whether an array is a module's parameter, which prints as one. */
  public static boolean isParameter(NDArray array) {
    return array.getName() != null && array.getManager() instanceof SystemNDManager;
  }
}
