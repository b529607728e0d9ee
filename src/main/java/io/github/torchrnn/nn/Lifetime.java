package io.github.torchrnn.nn;

import io.github.torchrnn.internal.Calls;
import io.github.torchrnn.internal.Recorder;
import java.lang.ref.Reference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The lifetime of a module: open, in use by any number of threads, and closed for good. */
final class Lifetime {

  private final TorchModule module;

  /** Computations read, closing writes: it waits for them. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile boolean closed;

  Lifetime(TorchModule module) {
    this.module = module;
  }

  /**
   * Computes while closing in other threads waits.
   *
   * @throws IllegalStateException if the module has been closed
   */
  <T> T whileOpen(Supplier<T> computation) {
    lock.readLock().lock();
    Calls.enter();
    ParametrizedWeights weights = module.registry().parametrized();
    boolean outermost = weights != null && weights.begin();
    try {
      requireOpen();
      Recorder recorder = Recorder.current();
      if (recorder != null) {
        recorder.used(module);
      }
      return computation.get();
    } finally {
      if (outermost) {
        weights.end();
      }
      Calls.exit();
      lock.readLock().unlock();
      Reference.reachabilityFence(module);
    }
  }

  /** Refuses work on a module whose parameters are gone. */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          module.name()
              + " has been closed and its weights are freed: close it after its last use");
    }
  }

  /** Whether this thread is inside {@link #whileOpen}. */
  boolean isUsedByThisThread() {
    return lock.getReadHoldCount() > 0;
  }

  /** Frees once, as soon as no other thread computes. */
  void close(Runnable free) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
