package io.github.torchrnn.data;

import java.util.Iterator;

/**
 * Examples one after the other, as from a file or a stream: {@index
 * torch.utils.data.IterableDataset}.
 *
 * <pre>{@code
 * class Lines implements IterableDataset<Long> {
 *   public Iterator<Long> iterator() {
 *     return Stream.of("4", "7").map(Long::valueOf).iterator();
 *   }
 * }
 * }</pre>
 *
 * <p>Each iteration of a {@link DataLoader} asks for an iterator. Arrays that it makes there are
 * freed when the program has dropped them, since it may keep them for later batches.
 *
 * @param <T> the type of an example
 */
public interface IterableDataset<T> extends Dataset<T> {

  /** The examples from the first. */
  @Override
  Iterator<T> iterator();

  /**
   * Refuses: there is no example at a position.
   *
   * @throws UnsupportedOperationException with torch's message
   */
  @Override
  default T get(int index) {
    throw new UnsupportedOperationException("Subclasses of Dataset should implement __getitem__.");
  }

  /**
   * The number of examples, if it is known: {@code len(dataset)}.
   *
   * @throws UnsupportedOperationException with Python's message by default
   */
  @Override
  default int len() {
    throw new UnsupportedOperationException(
        "object of type '" + getClass().getSimpleName() + "' has no len()");
  }
}
