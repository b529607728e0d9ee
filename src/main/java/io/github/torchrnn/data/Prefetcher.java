package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Batches that a thread makes ahead of the loop that takes them, in the same order. */
final class Prefetcher<T, B> implements Iterator<Made<B>> {

  private final Iterator<List<Integer>> indices;
  private final BatchMaker<T, B> maker;

  /** The number of batches that are made ahead. */
  private final int ahead;

  private final Queue<Future<Made<B>>> futures = new ArrayDeque<>();

  /** One thread, which ends a second after its last batch. */
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Prefetcher::daemon);

  Prefetcher(Iterator<List<Integer>> indices, BatchMaker<T, B> maker, int ahead) {
    this.indices = indices;
    this.maker = maker;
    this.ahead = ahead;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "torchrnn-data-loader");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean hasNext() {
    while (futures.size() < ahead && indices.hasNext()) {
      List<Integer> batch = indices.next();
      futures.add(thread.submit(() -> maker.make(batch)));
    }
    return !futures.isEmpty();
  }

  @Override
  public Made<B> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      return futures.remove().get();
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
