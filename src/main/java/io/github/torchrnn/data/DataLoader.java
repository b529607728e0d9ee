package io.github.torchrnn.data;

import ai.djl.ndarray.NDList;
import io.github.torchrnn.Generator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches of a dataset: {@index torch.utils.data.DataLoader}, with the same batches as Python's for
 * the same seed.
 *
 * <pre>{@code
 * var loader = DataLoader.builder(new TensorDataset(x, y)).batchSize(4).shuffle(true).build();
 * for (NDList batch : loader) {
 *   try (var step = Torch.scope()) {
 *     NDArray output = net.forward(batch.get(0));
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>The arrays of a batch belong to the loader's step, not to a scope: they are freed when the
 * next batch is taken, and at the end of the loop. {@code Torch.clone} keeps one for longer. After
 * a {@code break} the garbage collector frees the last batch, and those that were made ahead.
 *
 * @param <B> the type of a batch
 */
public final class DataLoader<B> implements Iterable<B> {

  private static final Logger LOGGER = LoggerFactory.getLogger(DataLoader.class);

  private final Builder<?, B> options;

  /** The number of examples that an iterable dataset said to have; null unless asked for it. */
  private volatile @Nullable Integer reported;

  private DataLoader(Builder<?, B> options) {
    this.options = options;
  }

  /**
   * Options of a loader whose batches are NDLists; see {@link Collate#toList}.
   *
   * @param dataset an {@link IterableDataset} has an order of its own: no sampler, no shuffling
   */
  public static <T> Builder<T, NDList> builder(Dataset<T> dataset) {
    Objects.requireNonNull(dataset, "dataset is null");
    return new Builder<>(dataset, Collate::toList);
  }

  /**
   * The number of batches of one iteration: {@code len(loader)}.
   *
   * @throws UnsupportedOperationException if an iterable dataset does not say its number of
   *     examples
   */
  public int len() {
    if (options.batchSampler != null) {
      return options.batchSampler.len();
    }
    int length = options.dataset.len();
    reported = length;
    return BatchSampler.batches(length, options.batchSize, options.dropLast);
  }

  /** The dataset: {@code loader.dataset}. */
  public Dataset<?> dataset() {
    return options.dataset;
  }

  /**
   * Starts an iteration; as in torch it draws a seed, from the loader's generator if it has one. A
   * warning is logged where torch warns: for each batch beyond the length that an iterable dataset
   * said to have when {@link #len} was asked for.
   */
  @Override
  public Iterator<B> iterator() {
    Draws.seed(options.generator);
    Iterator<B> batches = options.batches();
    Integer length = reported;
    return length == null ? batches : new Counted<>(batches, options.dataset, length);
  }

  /** Batches of a dataset that said how many examples it has. */
  private static final class Counted<B> implements Iterator<B> {
    private final Iterator<B> batches;
    private final Dataset<?> dataset;

    /** The number of examples that the dataset said to have; torch counts batches against it. */
    private final int length;

    private long taken;

    Counted(Iterator<B> batches, Dataset<?> dataset, int length) {
      this.batches = batches;
      this.dataset = dataset;
      this.length = length;
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public B next() {
      B batch = batches.next();
      if (++taken > length) {
        LOGGER.warn(
            "Length of IterableDataset {} was reported to be {}(when accessing len(dataloader)),"
                + " but {} samples have been fetched. ",
            dataset,
            length,
            taken);
      }
      return batch;
    }
  }

  /**
   * The options of {@link DataLoader}, with torch's defaults.
   *
   * @param <T> the type of an example
   * @param <B> the type of a batch
   */
  public static final class Builder<T, B> {
    private final Dataset<T> dataset;
    private final Function<? super List<T>, ? extends B> collate;
    private int batchSize = 1;
    private boolean shuffle;
    private boolean dropLast;
    private @Nullable Sampler<Integer> sampler;

    /** In a loader null for an iterable dataset only. */
    private @Nullable Sampler<List<Integer>> batchSampler;

    private @Nullable Generator generator;
    private int prefetch;

    private Builder(Dataset<T> dataset, Function<? super List<T>, ? extends B> collate) {
      this.dataset = dataset;
      this.collate = collate;
    }

    /** The number of examples of a batch; 1 by default. */
    public Builder<T, B> batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /** Whether each iteration has an order of its own; false by default. */
    public Builder<T, B> shuffle(boolean shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /** Whether a last batch of fewer examples is left out; false by default. */
    public Builder<T, B> dropLast(boolean dropLast) {
      this.dropLast = dropLast;
      return this;
    }

    /** The order of the examples, in place of {@link #shuffle}. */
    public Builder<T, B> sampler(Sampler<Integer> sampler) {
      this.sampler = Objects.requireNonNull(sampler, "sampler is null");
      return this;
    }

    /**
     * The positions of each batch, in place of {@link #batchSize}, {@link #shuffle}, {@link
     * #sampler} and {@link #dropLast}: {@code batch_sampler}.
     *
     * @param batchSampler a {@link BatchSampler}, or one of the program's own
     */
    public Builder<T, B> batchSampler(Sampler<List<Integer>> batchSampler) {
      this.batchSampler = Objects.requireNonNull(batchSampler, "batch_sampler is null");
      return this;
    }

    /** The generator of the orders; the global one by default. */
    public Builder<T, B> generator(Generator generator) {
      this.generator = Objects.requireNonNull(generator, "generator is null");
      return this;
    }

    /**
     * The function that makes a batch of examples, {@link Collate#toList} by default: {@code
     * collate_fn}. Arrays that it makes belong to the batch.
     *
     * @param collate {@code Collate::toSameType} for example
     */
    public <C> Builder<T, C> collate(Function<? super List<T>, ? extends C> collate) {
      return copy(Objects.requireNonNull(collate, "collate_fn is null"));
    }

    private <C> Builder<T, C> copy(Function<? super List<T>, ? extends C> newCollate) {
      Builder<T, C> copy = new Builder<>(dataset, newCollate);
      copy.batchSize = batchSize;
      copy.shuffle = shuffle;
      copy.dropLast = dropLast;
      copy.sampler = sampler;
      copy.batchSampler = batchSampler;
      copy.generator = generator;
      copy.prefetch = prefetch;
      return copy;
    }

    /**
     * The number of batches that a thread makes ahead of the loop; 0, the default, for none. The
     * batches are the same, unless the dataset itself draws random numbers.
     */
    public Builder<T, B> prefetch(int batches) {
      this.prefetch = batches;
      return this;
    }

    /**
     * Makes the loader.
     *
     * @throws IllegalArgumentException with torch's message if options are wrong
     */
    public DataLoader<B> build() {
      require(prefetch >= 0, "prefetch_factor option should be non-negative");
      if (dataset instanceof IterableDataset) {
        checkIterable();
      }
      require(sampler == null || !shuffle, "sampler option is mutually exclusive with shuffle");
      require(
          batchSampler == null || batchSize == 1 && !shuffle && sampler == null && !dropLast,
          "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and"
              + " drop_last");
      BatchSampler.requireBatchSize(batchSize);
      Builder<T, B> built = copy(collate);
      if (batchSampler == null && !(dataset instanceof IterableDataset)) {
        built.batchSampler = new BatchSampler(order(), batchSize, dropLast);
      }
      return new DataLoader<>(built);
    }

    private void checkIterable() {
      String expected =
          "DataLoader with IterableDataset: expected unspecified %s option, but got %s";
      require(!shuffle, expected.formatted("shuffle", "shuffle=True"));
      require(sampler == null, expected.formatted("sampler", "sampler=" + sampler));
      require(
          batchSampler == null,
          expected.formatted("batch_sampler", "batch_sampler=" + batchSampler));
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }

    private Sampler<Integer> order() {
      if (sampler != null) {
        return sampler;
      }
      return shuffle
          ? RandomSampler.builder(dataset).generator(generator).build()
          : new SequentialSampler(dataset);
    }

    private Iterator<B> batches() {
      var maker = new BatchMaker<T, B>(collate);
      if (batchSampler == null) {
        var batches = new StreamedBatches<>(dataset, batchSize, dropLast, maker);
        return new Batches<>(
            prefetch == 0 ? batches.inTurn() : new Prefetcher<>(batches, prefetch));
      }
      var batches = new MappedBatches<>(dataset, batchSampler.iterator(), maker);
      return new Batches<>(prefetch == 0 ? batches.inTurn() : new Prefetcher<>(batches, prefetch));
    }
  }
}
