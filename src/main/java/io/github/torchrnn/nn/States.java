package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

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

  /** The states after the input in the arguments of a DJL block. */
  static NDArray[] of(NDList inputs) {
    return inputs.subNDList(1).toArray(new NDArray[0]);
  }

  /** The first of a module's results; frees the others, which a DJL block does not return. */
  static NDList firstOf(NDArray... results) {
    for (int i = 1; i < results.length; i++) {
      results[i].close();
    }
    return new NDList(results[0]);
  }
}
