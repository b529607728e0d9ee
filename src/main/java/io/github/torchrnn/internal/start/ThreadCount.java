package io.github.torchrnn.internal.start;

import java.lang.ref.WeakReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of threads that LibTorch uses for one operator. Each Java thread that computes gets a
 * pool of that size: eight Java threads of four each make 32 threads in the process.
 */
public final class ThreadCount {

  private static final Logger LOGGER = LoggerFactory.getLogger(ThreadCount.class);

  private static final String DJL_PROPERTY = "ai.djl.pytorch.num_threads";

  /** The Java thread that began last; weak, so that one which has ended does not count. */
  private static WeakReference<Thread> latest = new WeakReference<>(null);

  private static boolean warned;

  private ThreadCount() {}

  /**
   * Defaults to one thread unless the user chose a number. With layers of usual sizes a second
   * thread gains little, and whenever it waits for a processor every operator waits for it.
   */
  static void useOneByDefault() {
    if (System.getenv("OMP_NUM_THREADS") == null
        && System.getenv("MKL_NUM_THREADS") == null
        && System.getProperty(DJL_PROPERTY) == null) {
      System.setProperty(DJL_PROPERTY, "1");
    }
  }

  /**
   * Notes that a Java thread starts computing: warns once per process when a second one does while
   * LibTorch keeps several threads for each.
   *
   * @param threads LibTorch's number of threads, asked for in this Java thread. Asking fixes it for
   *     the thread: oneDNN, which runs LSTMs, would otherwise use all processors in each Java
   *     thread but the first.
   */
  public static synchronized void begin(int threads) {
    Thread other = latest.get();
    latest = new WeakReference<>(Thread.currentThread());
    if (!warned && other != null && other.isAlive() && threads > 1) {
      warned = true;
      LOGGER.warn(
          "a second Java thread computes, and LibTorch keeps {} threads for each:"
              + " Torch.setNumThreads(1) is best for several",
          threads);
    }
  }
}
