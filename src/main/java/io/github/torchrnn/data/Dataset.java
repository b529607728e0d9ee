package io.github.torchrnn.data;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Examples by position: {@index torch.utils.data.Dataset}.
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
public interface Dataset<T> extends Iterable<T> {

  /**
   * One example: {@code dataset[index]}. Arrays that it makes belong to the innermost scope, in a
   * {@link DataLoader} to the batch, which is freed when the next is taken: arrays that the dataset
   * itself keeps are made in its constructor.
   *
   * @param index from 0 to {@code len() - 1}; where Python counts from the end, -1 is the last
   */
  T get(int index);

  /** The number of examples: {@code len(dataset)}. */
  int len();

  /**
   * A list as a dataset; in Python every list is one.
   *
   * @param examples not copied
   */
  static <T> Dataset<T> of(List<T> examples) {
    Objects.requireNonNull(examples, "examples is null");
    return new Dataset<>() {
      @Override
      public T get(int index) {
        return examples.get(Positions.inList(index, examples.size()));
      }

      @Override
      public int len() {
        return examples.size();
      }
    };
  }

  /**
   * The examples one by one, from the first: {@code for example in dataset}. Each is made when it
   * is asked for; arrays that it makes belong to the scope that is the innermost then.
   */
  @Override
  default Iterator<T> iterator() {
    return IntStream.range(0, len()).mapToObj(this::get).iterator();
  }
}
