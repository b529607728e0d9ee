package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.github.torchrnn.internal.OwnedArrays;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees every array that its thread makes while it is open: {@code try (var step = Torch.scope())}
 * around one training step frees everything that the step made.
 *
 * <p>Scopes nest; an array belongs to the innermost one. It is DJL's {@link NDScope} with a way to
 * take an array out.
 */
public final class Scope extends NDScope {

  private final Thread owner = Thread.currentThread();
  private final List<NDArray> kept = new ArrayList<>();
  private boolean closed;

  Scope() {
    OwnedArrays.watch();
  }

  /**
   * Takes an array out of this scope: it lives on in the scope around this one or, if there is no
   * other, until it is closed by hand or dropped.
   *
   * @param array an array made in this scope
   * @return the array
   */
  public NDArray keep(NDArray array) {
    requireOpenHere();
    unregister(Tensors.usable("array", array));
    kept.add(array);
    return array;
  }

  /**
   * Frees the arrays. Closing twice is harmless.
   *
   * @throws IllegalStateException in another thread than the one that opened the scope
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    requireOpenHere();
    closed = true;
    super.close();
    for (NDArray array : kept) {
      boolean traced = Recorder.readable(array) != array; // which its trace frees
      if (!traced && !Parameters.isParameter(array)) { // which a module has made its own meanwhile
        NDScope.register(array);
      }
    }
  }

  private void requireOpenHere() {
    if (closed) {
      throw new IllegalStateException(
          "this scope has been closed: open another with Torch.scope()");
    }
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "this scope belongs to thread " + owner.getName() + ": use and close it there");
    }
  }
}
