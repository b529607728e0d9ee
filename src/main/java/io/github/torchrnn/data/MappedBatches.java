package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The making of batches of a dataset's positions, each of which is drawn when it is asked for. */
record MappedBatches<T, B>(
    Dataset<T> dataset, Iterator<List<Integer>> positions, BatchMaker<T, B> maker)
    implements Iterator<Supplier<@Nullable Made<B>>> {

  @Override
  public boolean hasNext() {
    return positions.hasNext();
  }

  @Override
  public Supplier<@Nullable Made<B>> next() {
    List<Integer> batch = positions.next();
    return () -> maker.make(() -> examples(batch));
  }

  private List<T> examples(List<Integer> batch) {
    List<T> examples = new ArrayList<>();
    batch.forEach(position -> examples.add(dataset.get(position)));
    return examples;
  }

  /** The batches, each made when it is taken. */
  Iterator<Made<B>> inTurn() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return MappedBatches.this.hasNext();
      }

      @Override
      public Made<B> next() {
        return Objects.requireNonNull(MappedBatches.this.next().get());
      }
    };
  }
}
