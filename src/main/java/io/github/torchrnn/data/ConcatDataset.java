package io.github.torchrnn.data;

import java.util.List;

/**
 * Datasets one after the other: {@index torch.utils.data.ConcatDataset}, which {@code a + b} is
 * too.
 *
 * @param <T> the type of an example
 */
public final class ConcatDataset<T> implements Dataset<T> {

  private final List<Dataset<T>> datasets;

  /** The number of examples of the first dataset, of the first two, and so on. */
  private final int[] cumulativeSizes;

  /**
   * The examples of some datasets: {@code ConcatDataset(datasets)}.
   *
   * @param datasets at least one; their lengths are asked for here
   */
  public ConcatDataset(List<? extends Dataset<T>> datasets) {
    this.datasets = List.copyOf(datasets);
    if (datasets.isEmpty()) {
      throw new IllegalArgumentException("datasets should not be an empty iterable");
    }
    if (datasets.stream().anyMatch(IterableDataset.class::isInstance)) {
      throw new IllegalArgumentException("ConcatDataset does not support IterableDataset");
    }
    cumulativeSizes = this.datasets.stream().mapToInt(Dataset::len).toArray();
    for (int i = 1; i < cumulativeSizes.length; i++) {
      cumulativeSizes[i] = Math.addExact(cumulativeSizes[i - 1], cumulativeSizes[i]);
    }
  }

  /** The datasets: {@code dataset.datasets}. */
  public List<Dataset<T>> datasets() {
    return datasets;
  }

  /**
   * The number of examples of the first dataset, of the first two, and so on: {@code
   * dataset.cumulative_sizes}.
   */
  public int[] cumulativeSizes() {
    return cumulativeSizes.clone();
  }

  /**
   * One example: {@code dataset[index]}.
   *
   * @param index from 0 on, or from the end as in Python: -1 for the last example
   * @throws IndexOutOfBoundsException if there is no such example behind the last
   * @throws IllegalArgumentException with torch's message if there is none before the first
   */
  @Override
  public T get(int index) {
    if (index < -(long) len()) {
      throw new IllegalArgumentException(
          "absolute value of index should not exceed dataset length");
    }
    int position = Positions.inList(index, len());
    int dataset = 0;
    while (cumulativeSizes[dataset] <= position) {
      dataset++;
    }
    int start = dataset == 0 ? 0 : cumulativeSizes[dataset - 1];
    return datasets.get(dataset).get(position - start);
  }

  @Override
  public int len() {
    return cumulativeSizes[cumulativeSizes.length - 1];
  }
}
