package io.github.torchrnn.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Streams one after the other: {@index torch.utils.data.ChainDataset}, which {@code a + b} of two
 * iterable datasets is too.
 *
 * @param <T> the type of an example
 */
public final class ChainDataset<T> implements IterableDataset<T> {

  private final List<IterableDataset<T>> datasets;

  /**
   * The examples of some streams: {@code ChainDataset(datasets)}.
   *
   * @param datasets each is asked for its iterator when the one before has ended
   */
  public ChainDataset(List<? extends IterableDataset<T>> datasets) {
    this.datasets = List.copyOf(datasets);
  }

  /** The streams: {@code dataset.datasets}. */
  public List<IterableDataset<T>> datasets() {
    return datasets;
  }

  @Override
  public Iterator<T> iterator() {
    return new Chain();
  }

  private final class Chain implements Iterator<T> {
    private final Iterator<IterableDataset<T>> rest = datasets.iterator();
    private Iterator<T> examples = List.<T>of().iterator();

    @Override
    public boolean hasNext() {
      while (!examples.hasNext() && rest.hasNext()) {
        examples = rest.next().iterator();
      }
      return examples.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return examples.next();
    }
  }

  /**
   * The number of examples of all streams.
   *
   * @throws UnsupportedOperationException if one does not say its number
   */
  @Override
  public int len() {
    return datasets.stream().mapToInt(Dataset::len).reduce(0, Math::addExact);
  }
}
