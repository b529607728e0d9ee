package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;

/**
 * The states of recurrent modules as arrays: empty to start from zeros, which is torch's {@code
 * hx=None}; otherwise {h}, or {h, c} for an LSTM.
 */
final class States {

  private States() {}

  static NDArray[] of(NDArray h) {
    return h == null ? new NDArray[0] : new NDArray[] {h};
  }

  static NDArray[] of(LSTMState hx) {
    return hx == null ? new NDArray[0] : new NDArray[] {hx.h(), hx.c()};
  }

  /** The input and the states as the arguments of a forward. */
  static NDArray[] joined(NDArray input, NDArray... states) {
    NDArray[] arguments = new NDArray[1 + states.length];
    arguments[0] = input;
    System.arraycopy(states, 0, arguments, 1, states.length);
    return arguments;
  }

  /** The states after the input in the arguments of a forward. */
  static NDArray[] after(NDArray... arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  /** The first of a module's results; frees the others, which a DJL block does not return. */
  static NDList firstOf(NDArray... results) {
    for (int i = 1; i < results.length && !Hooks.mayKeepArrays(); i++) {
      results[i].close();
    }
    return new NDList(results[0]);
  }
}
