package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The threads that compute parts of a batch, beside the one that runs the step. */
final class PartThreads implements AutoCloseable {

  /** How long a thread stays for the next step, in seconds. */
  private static final long IDLE_SECONDS = 10;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor pool;

  /**
   * Threads that begin when they are needed.
   *
   * @param threads how many parts run at once, one of them in the thread that asks
   */
  PartThreads(int threads) {
    pool =
        new ThreadPoolExecutor(
            threads - 1,
            threads - 1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "torchrnn-CompiledStep-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Computes parts at once, and waits for all of them.
   *
   * @return their results in order
   * @throws RuntimeException what the first of the parts that failed has thrown; the results of the
   *     others are freed
   */
  <T extends AutoCloseable> List<T> all(int parts, IntFunction<T> part) {
    List<Future<T>> others = new ArrayList<>();
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    try {
      for (int k = 1; k < parts; k++) {
        int number = k;
        others.add(pool.submit(() -> part.apply(number))); // may fail where threads run out
      }
      results.add(part.apply(0));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<T> other : others) {
      try {
        results.add(waitFor(other));
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure == null) {
      return results;
    }
    closeAll(results);
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** Waits to the end even if the thread is interrupted: the part works with the step's arrays. */
  private static <T> T waitFor(Future<T> part) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return part.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (CancellationException e) {
          throw new IllegalStateException("a part of a step was cancelled", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Frees results. */
  static void closeAll(List<? extends AutoCloseable> results) {
    for (AutoCloseable result : results) {
      try {
        result.close();
      } catch (Exception e) {
        throw new IllegalStateException("a part's results could not be freed", e);
      }
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
