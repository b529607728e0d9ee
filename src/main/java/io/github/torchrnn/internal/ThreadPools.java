package io.github.torchrnn.internal;

import java.lang.ref.WeakReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many threads LibTorch takes for one operator. It keeps as many for each Java thread that
 * computes: eight that take four each are 32 threads of the process.
 */
final class ThreadPools {

  private static final Logger LOGGER = LoggerFactory.getLogger(ThreadPools.class);

  private static final String DJL = "ai.djl.pytorch.num_threads";

  /** The Java thread that was the last to begin, so that an ended one does not count. */
  private static WeakReference<Thread> latest = new WeakReference<>(null);

  private static boolean said;

  private ThreadPools() {}

  /**
   * Makes it one where the engine is still to start and nobody chose: a second thread gains little
   * for layers of usual sizes, and where it has to wait for a processor every operator waits too.
   */
  static void chooseOne() {
    if (System.getenv("OMP_NUM_THREADS") == null
        && System.getenv("MKL_NUM_THREADS") == null
        && System.getProperty(DJL) == null) {
      System.setProperty(DJL, "1");
    }
  }

  /**
   * Begins a Java thread: says once of a process that the second gets threads of its own.
   *
   * <p>LibTorch gives a thread the number that was set when it is first asked for it. Without that
   * oneDNN, which runs LSTMs, would take all processors in each thread but the first.
   */
  static void begin() {
    count(Kernels.getNumThreads());
  }

  private static synchronized void count(int threads) {
    Thread other = latest.get();
    latest = new WeakReference<>(Thread.currentThread());
    if (!said && other != null && other.isAlive() && threads > 1) {
      said = true;
      LOGGER.warn(
          "a second Java thread computes, and LibTorch keeps {} threads for each:"
              + " Torch.setNumThreads(1) is best for several",
          threads);
    }
  }
}
