package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The addresses of tensors, read from arrays and made into arrays. An address keeps nothing alive:
 * it is read inside a call that {@link Calls} knows of, by code that keeps the array reachable.
 */
final class Handles {

  private Handles() {}

  /** The address of an array's tensor, or 0 for null. */
  static long of(NDArray array) {
    if (array == null) {
      return 0;
    }
    OwnedArrays.own(array);
    Long handle = DjlMembers.address(array).get();
    if (handle == null) {
      throw new IllegalStateException(
          "an array was closed while it was used: close it after its last use, in all threads");
    }
    return handle;
  }

  /** The addresses of several arrays' tensors. */
  static long[] of(NDArray... arrays) {
    long[] handles = new long[arrays.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = of(arrays[i]);
    }
    return handles;
  }

  /** A new array that owns a tensor. */
  static NDArray array(NDManager manager, long tensor) {
    return new PtNDArray((PtNDManager) manager, tensor);
  }

  /** New arrays that own some tensors. */
  static NDArray[] arrays(NDManager manager, long... tensors) {
    NDArray[] arrays = new NDArray[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      arrays[i] = array(manager, tensors[i]);
    }
    return arrays;
  }

  /** Frees a tensor. */
  static void delete(long tensor) {
    JniUtils.deleteNDArray(tensor);
  }
}
