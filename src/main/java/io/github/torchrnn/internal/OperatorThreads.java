package io.github.torchrnn.internal;

import java.util.concurrent.CompletableFuture;

/**
 * How many threads LibTorch takes for one operator. LibTorch keeps one number for threads that have
 * not computed, and another for each that has, which begins as the former. What is set holds for
 * the thread that sets it and for those to come.
 */
public final class OperatorThreads {

  private OperatorThreads() {}

  /** Sets the number. */
  public static synchronized void set(int threads) {
    LibTorch.setNumThreads(threads);
  }

  /** The number in this thread. */
  public static synchronized int get() {
    return LibTorch.getNumThreads();
  }

  /**
   * Sets the number to one in this thread alone, which has not computed. That of threads to come is
   * put back by a thread that ends.
   */
  public static synchronized void useOneHere() {
    int ofOthers = get();
    if (ofOthers > 1) {
      LibTorch.setNumThreads(1);
      try {
        CompletableFuture.runAsync(
                () -> LibTorch.setNumThreads(ofOthers), task -> new Thread(task).start())
            .join();
      } catch (OutOfMemoryError e) {
        LibTorch.setNumThreads(ofOthers); // no thread is to be had: this one has as many as others
      }
    }
  }
}
