package io.github.torchrnn.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** One iteration over the positions of a sampler in batches. */
final class IndexBatches implements Iterator<List<Integer>> {

  private final Iterator<Integer> positions;
  private final int batchSize;
  private final boolean dropLast;
  private List<Integer> batch = List.of();

  IndexBatches(Iterator<Integer> positions, int batchSize, boolean dropLast) {
    this.positions = positions;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  @Override
  public boolean hasNext() {
    if (batch.isEmpty()) {
      List<Integer> taken = new ArrayList<>();
      while (taken.size() < batchSize && positions.hasNext()) {
        taken.add(positions.next());
      }
      batch = dropLast && taken.size() < batchSize ? List.of() : taken;
    }
    return !batch.isEmpty();
  }

  @Override
  public List<Integer> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<Integer> taken = batch;
    batch = List.of();
    return taken;
  }
}
