package io.github.torchrnn.data;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The positions of a sampler in batches: {@index torch.utils.data.BatchSampler}.
 *
 * <pre>{@code
 * var batches = new BatchSampler(new SequentialSampler(data), 3, false);
 * var loader = DataLoader.builder(data).batchSampler(batches).build();
 * }</pre>
 */
public final class BatchSampler implements Sampler<List<Integer>> {

  private final Sampler<Integer> sampler;

  /** The number of positions of a batch. */
  private final int batchSize;

  private final boolean dropLast;

  /**
   * Batches of a sampler's positions: {@code BatchSampler(sampler, batch_size, drop_last)}.
   *
   * @param dropLast whether a last batch of fewer positions is left out
   * @throws IllegalArgumentException with torch's message if the batch size is not positive
   */
  public BatchSampler(Sampler<Integer> sampler, int batchSize, boolean dropLast) {
    this.sampler = Objects.requireNonNull(sampler, "sampler is null");
    this.batchSize = requireBatchSize(batchSize);
    this.dropLast = dropLast;
  }

  static int requireBatchSize(int batchSize) {
    if (batchSize <= 0) {
      throw new IllegalArgumentException(
          "batch_size should be a positive integer value, but got batch_size=" + batchSize);
    }
    return batchSize;
  }

  @Override
  public Iterator<List<Integer>> iterator() {
    return new IndexBatches(sampler.iterator(), batchSize, dropLast);
  }

  @Override
  public int len() {
    return batches(sampler.len(), batchSize, dropLast);
  }

  /** The number of batches of so many examples. */
  static int batches(int examples, int batchSize, boolean dropLast) {
    long filled = dropLast ? examples : (long) examples + batchSize - 1;
    return (int) (filled / batchSize);
  }
}
