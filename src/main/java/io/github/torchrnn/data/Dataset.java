package io.github.torchrnn.data;

/**
 * Examples by position: {@code torch.utils.data.Dataset}.
 *
 * <pre>{@code
 * class Words implements Dataset<Example> {
 *   public Example get(int index) {
 *     return new Example(oneHot(words.get(index)), label(index));
 *   }
 *
 *   public int len() {
 *     return words.size();
 *   }
 * }
 * }</pre>
 *
 * @param <T> the type of an example: an array, an NDList, a number, or a record of arrays and
 *     numbers; with a collate function of the program's own any type
 */
public interface Dataset<T> {

  /**
   * One example: {@code dataset[index]}. Arrays that it makes belong to the innermost scope, in a
   * {@link DataLoader} to the batch, which is freed when the next is taken: arrays that the dataset
   * itself keeps are made in its constructor.
   *
   * @param index from 0 to {@code len() - 1}
   */
  T get(int index);

  /** The number of examples: {@code len(dataset)}. */
  int len();
}
