package io.github.torchrnn.jit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the table of operations: how one is written in TorchScript, forward and backward. */
interface Rule {

  /** Writes the lines that compute the outputs. */
  void forward(Emitter out, Operation operation);

  /** Whether {@link #backward} can be written; if not, LibTorch's graph takes the whole step. */
  default boolean hasBackward(Operation operation) {
    return true;
  }

  /**
   * Writes the lines that compute the gradients of the inputs, and hands them on.
   *
   * @param gradients the variables with the outputs' gradients, null for those that have none
   */
  void backward(Backward back, Operation operation, List<@Nullable String> gradients);
}
