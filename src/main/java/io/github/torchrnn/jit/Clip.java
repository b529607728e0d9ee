package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a compiled step clips gradients.
 *
 * @param statement in TorchScript, on the gradients {@code found}
 * @param action by single calls, on the parameters
 */
record Clip(String statement, Consumer<List<NDArray>> action) {

  static final Clip NONE = new Clip("", params -> {});

  void apply(List<NDArray> params) {
    action.accept(params);
  }
}
