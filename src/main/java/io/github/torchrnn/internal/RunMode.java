package io.github.torchrnn.internal;

/** The ways in which LibTorch's interpreter runs a method. */
enum RunMode {
  /** As the thread's gradient mode says: results can be recorded, now or later. */
  RECORDING,

  /**
   * In LibTorch's inference mode, which skips all bookkeeping for gradients. A tensor that is made
   * there can never be recorded: it must not outlive the call, except as a copy.
   */
  INFERENCE,

  /**
   * In inference mode, with LibTorch's graph optimizer. If it is on when a method runs for the
   * first time, the methods that it calls are inlined for good.
   */
  INLINING
}
