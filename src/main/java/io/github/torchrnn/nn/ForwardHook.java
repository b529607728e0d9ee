package io.github.torchrnn.nn;

import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;

/** A function that sees each forward of a module: {@code hook(module, args, output)}. */
@FunctionalInterface
public interface ForwardHook {

  /**
   * Sees one forward.
   *
   * @param module the module that ran
   * @param args its arguments: the input, and the states that were given, of packed sequences their
   *     data
   * @param output what it returned: one array, of recurrent layers and LSTM cells the output and
   *     then the states
   * @return as many arrays in the place of the output; null to leave it
   */
  @Nullable NDList apply(TorchModule module, NDList args, NDList output);
}
