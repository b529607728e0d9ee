package io.github.torchrnn.nn;

import java.util.function.Supplier;

/**
 * The door by which {@code jit} reaches inside a module. Public because Java has no friends between
 * packages; not part of the public API.
 *
 * @hidden
 */
public final class InternalModules {

  private InternalModules() {}

  /**
   * Computes while {@code module.close()} in other threads waits.
   *
   * @throws IllegalStateException if the module has been closed
   */
  public static <T> T whileOpen(TorchModule module, Supplier<T> computation) {
    return module.whileOpen(computation);
  }
}
