package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Checks of the parameters that an optimizer is given, in torch's words. */
final class ParamChecks {

  private ParamChecks() {}

  /** Refuses parameters that torch refuses. */
  static void requireLeaves(List<NDArray> params) {
    if (params.isEmpty()) {
      throw new IllegalArgumentException("optimizer got an empty parameter list");
    }
    for (NDArray param : params) {
      if (!Kernels.callBoolean("is_leaf", param)) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
    }
  }

  static void requireDistinct(List<List<NDArray>> groups) {
    Set<NDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<NDArray> params : groups) {
      Set<NDArray> own = Collections.newSetFromMap(new IdentityHashMap<>());
      for (NDArray param : params) {
        if (!own.add(param)) { // torch warns that this will be an error, and steps twice
          throw new IllegalArgumentException(
              "optimizer contains a parameter group with duplicate parameters");
        }
        if (!seen.add(param)) {
          throw new IllegalArgumentException(
              "some parameters appear in more than one parameter group");
        }
      }
    }
  }
}
