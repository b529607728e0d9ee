package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/**
 * The states of recurrent modules as arrays: none to start from zeros, which is torch's {@code
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
}
