package io.github.torchrnn.nn;

import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;

/** A function that sees a module's arguments before each forward: {@code hook(module, args)}. */
@FunctionalInterface
public interface ForwardPreHook {

  /**
   * Sees the arguments of one forward.
   *
   * @param module the module that will run
   * @param args the input, and the states that were given, of packed sequences their data
   * @return as many arrays in the place of the arguments; null to leave them
   */
  @Nullable NDList apply(TorchModule module, NDList args);
}
