package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that a computation made, taken out of all scopes and freed together: by {@link
 * #close}, in any thread, or each when it is dropped.
 */
public final class CapturedArrays implements AutoCloseable {

  private final List<NDArray> arrays = new ArrayList<>();

  /** Runs a computation in this thread and captures its arrays, or frees them if it fails. */
  public void capture(Runnable computation) {
    OwnedArrays.watch();
    NDScope scope = new NDScope();
    scope.suppressNotUsedWarning();
    try (scope) {
      computation.run();
      arrays.addAll(OwnedArrays.release(scope));
    }
  }

  @Override
  public void close() {
    for (NDArray array : arrays) {
      if (!Parameters.isOwned(array)) { // which a module has made its own meanwhile
        array.close();
      }
    }
    arrays.clear();
  }
}
