package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Batches that a thread makes ahead of the loop that takes them, in the same order. */
final class Prefetcher<B> implements Iterator<Made<B>> {

  /** What makes a batch each, or gives null if there are no more. */
  private final Iterator<Supplier<@Nullable Made<B>>> makings;

  /** The number of batches that are made ahead. */
  private final int ahead;

  private final Queue<Future<@Nullable Made<B>>> futures = new ArrayDeque<>();

  /** The batch that was asked for, until it is taken. */
  private @Nullable Made<B> first;

  private boolean ended;

  /** One thread, which ends a second after its last batch. */
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Prefetcher::daemon);

  Prefetcher(Iterator<Supplier<@Nullable Made<B>>> makings, int ahead) {
    this.makings = makings;
    this.ahead = ahead;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "torchrnn-data-loader");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean hasNext() {
    while (!ended && futures.size() < ahead && makings.hasNext()) {
      futures.add(thread.submit(makings.next()::get));
    }
    if (first == null && !futures.isEmpty()) {
      first = made(futures.remove());
      if (first == null) {
        ended = true;
        futures.clear();
      }
    }
    return first != null;
  }

  @Override
  public Made<B> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Made<B> taken = first;
    first = null;
    return taken;
  }

  private @Nullable Made<B> made(Future<@Nullable Made<B>> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Error error ? rethrown(error) : (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("DataLoader was interrupted");
    }
  }

  private static RuntimeException rethrown(Error error) {
    throw error;
  }
}
