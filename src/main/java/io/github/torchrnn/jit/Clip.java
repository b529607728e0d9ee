package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Consumer;

/**
 * The clipping of gradients in a compiled step.
 *
 * @param statement TorchScript that changes the list of gradients, {@code found}
 * @param action the same by single calls, on the parameters
 */
record Clip(String statement, Consumer<List<NDArray>> action) {

  static final Clip NONE = new Clip("", params -> {});

  void apply(List<NDArray> params) {
    action.accept(params);
  }
}
