package io.github.torchrnn.jit;

import io.github.torchrnn.internal.OperatorThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The threads that compute parts of a batch. LibTorch takes one thread for each of their operators.
 * The thread that runs the step is one of them where that holds for it too, and else waits: its own
 * operators would start threads of LibTorch's that take the processors from the parts.
 */
final class PartThreads implements AutoCloseable {

  /** How long a thread stays for the next step, in seconds. */
  private static final long IDLE_SECONDS = 10;

  /**
   * How long a thread looks for work before it sleeps, in nanoseconds: as long as small steps keep
   * it waiting for the other parts, and for what is done between two steps. To be woken takes as
   * long as tens of small operators. Meanwhile it yields to whoever wants the processor.
   */
  private static final long AWAKE_NANOS = 500_000;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final int threads;
  private final ThreadPoolExecutor pool;

  /** Tasks that an idle thread finds without being woken, if they come soon. */
  private static final class Tasks extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
      stayAwakeUntil(() -> !isEmpty() || Thread.currentThread().isInterrupted());
      return super.poll(timeout, unit);
    }
  }

  /**
   * Threads that begin when they are needed.
   *
   * @param threads how many parts run at once
   */
  PartThreads(int threads) {
    this.threads = threads;
    pool =
        new ThreadPoolExecutor(
            threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new Tasks(), PartThreads::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable tasks) {
    Thread thread =
        new Thread(
            () -> {
              OperatorThreads.useOneHere();
              tasks.run();
            },
            "torchrnn-CompiledStep-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Whether the thread that runs the step computes; makes the pool as large as is needed. */
  private boolean helps() {
    boolean helps = OperatorThreads.get() == 1;
    int others = helps ? threads - 1 : threads;
    if (pool.getCorePoolSize() != others) {
      pool.setCorePoolSize(others);
    }
    return helps;
  }

  /** Computes what is not shared. */
  <T extends AutoCloseable> T call(Supplier<T> work) {
    return all(1, part -> work.get()).get(0);
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
    boolean helps = helps();
    try {
      for (int k = helps ? 1 : 0; k < parts; k++) {
        int number = k;
        others.add(pool.submit(() -> part.apply(number))); // may fail where threads run out
      }
      if (helps) {
        results.add(part.apply(0));
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<T> other : others) {
      try {
        stayAwakeUntil(other::isDone);
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

  /** Looks for something for a while, and lets others run meanwhile. */
  private static void stayAwakeUntil(BooleanSupplier isThere) {
    long end = System.nanoTime() + AWAKE_NANOS;
    while (!isThere.getAsBoolean() && System.nanoTime() < end) {
      Thread.yield();
    }
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
