package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import io.github.torchrnn.internal.CapturedArrays;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The making of batches of an iterable dataset, whose end shows when a batch is made. */
final class StreamedBatches<T, B> implements Iterator<Supplier<@Nullable Made<B>>> {

  private final BatchMaker<T, B> maker;

  /** The number of examples of a batch. */
  private final int batchSize;

  private final boolean dropLast;
  private Iterator<T> examples;

  StreamedBatches(Dataset<T> dataset, int batchSize, boolean dropLast, BatchMaker<T, B> maker) {
    this.maker = maker;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    untilDropped(() -> examples = dataset.iterator());
  }

  /**
   * Runs a part of the dataset. Its iterator may keep arrays for later batches, in a buffer from
   * which it draws for example: they are freed when they are dropped.
   */
  private static void untilDropped(Runnable iteration) {
    new CapturedArrays().capture(iteration);
  }

  /** Always: what makes a batch may find that there are no more. */
  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Supplier<@Nullable Made<B>> next() {
    return () -> maker.make(this::take);
  }

  private @Nullable List<T> take() {
    List<T> taken = new ArrayList<>();
    untilDropped(
        () -> {
          while (taken.size() < batchSize && examples.hasNext()) {
            taken.add(examples.next());
          }
        });
    return taken.isEmpty() || dropLast && taken.size() < batchSize ? null : taken;
  }

  /** The batches, each made when it is asked for. */
  Iterator<Made<B>> inTurn() {
    return new Iterator<>() {
      private @Nullable Made<B> ahead;
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (ahead == null && !ended) {
          ahead = maker.make(StreamedBatches.this::take);
          ended = ahead == null;
        }
        return !ended;
      }

      @Override
      public Made<B> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Made<B> taken = ahead;
        ahead = null;
        return taken;
      }
    };
  }
}
