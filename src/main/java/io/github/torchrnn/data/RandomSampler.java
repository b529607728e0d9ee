package io.github.torchrnn.data;

import io.github.torchrnn.Generator;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Positions in random order: {@index torch.utils.data.RandomSampler}. Without a generator each
 * iteration draws the seed of one of its own from the global generator.
 */
public final class RandomSampler implements Sampler<Integer> {

  /** The number of positions that torch draws at once with replacement. */
  private static final int PART = 32;

  private final Dataset<?> dataSource;
  private final boolean replacement;

  /** The number of positions, or null for the dataset's. */
  private final @Nullable Long numSamples;

  /** The generator of all iterations, or null. */
  private final @Nullable Generator generator;

  /** A sampler of all positions, each once: {@code RandomSampler(data_source)}. */
  public RandomSampler(Dataset<?> dataSource) {
    this(builder(dataSource));
  }

  private RandomSampler(Builder options) {
    dataSource = options.dataSource;
    replacement = options.replacement;
    numSamples = options.numSamples;
    generator = options.generator;
    if (count() <= 0) {
      throw new IllegalArgumentException(
          "num_samples should be a positive integer value, but got num_samples=" + count());
    }
  }

  /** Options of a sampler. */
  public static Builder builder(Dataset<?> dataSource) {
    return new Builder(dataSource);
  }

  /** Draws when positions are asked for, as torch does. */
  @Override
  public Iterator<Integer> iterator() {
    return new Positions();
  }

  /** The positions of one iteration, drawn in parts. */
  private final class Positions implements Iterator<Integer> {
    private final int all = dataSource.len();
    private final int partSize = replacement ? PART : all;

    /** The number of whole parts to come; after them comes the rest, for which torch draws too. */
    private long wholeParts = count() / partSize;

    private @Nullable Generator source = generator;
    private boolean isLast;
    private int[] part = {};
    private int next;

    @Override
    public boolean hasNext() {
      while (next == part.length && !isLast) {
        draw();
      }
      return next < part.length;
    }

    private void draw() {
      if (source == null) {
        source = new Generator().manualSeed(Draws.seed(null));
      }
      isLast = wholeParts-- == 0;
      int count = isLast ? (int) (count() % partSize) : partSize;
      part =
          replacement
              ? Draws.integers(all, count, source)
              : Arrays.copyOf(Draws.permutation(all, source), count);
      next = 0;
      if (isLast && source != generator) {
        source.close();
      }
    }

    @Override
    public Integer next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return part[next++];
    }
  }

  private long count() {
    return numSamples == null ? dataSource.len() : numSamples;
  }

  /**
   * The number of positions of one iteration.
   *
   * @throws ArithmeticException if it is greater than an int
   */
  @Override
  public int len() {
    return Math.toIntExact(count());
  }

  /** The options of {@link RandomSampler}, with torch's defaults. */
  public static final class Builder {
    private final Dataset<?> dataSource;
    private boolean replacement;
    private @Nullable Long numSamples;
    private @Nullable Generator generator;

    private Builder(Dataset<?> dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "data_source is null");
    }

    /** Whether a position may be drawn again; false by default. */
    public Builder replacement(boolean replacement) {
      this.replacement = replacement;
      return this;
    }

    /** The number of positions of one iteration; by default the dataset's. */
    public Builder numSamples(long numSamples) {
      this.numSamples = numSamples;
      return this;
    }

    /** The generator of all iterations; by default each has its own. */
    public Builder generator(@Nullable Generator generator) {
      this.generator = generator;
      return this;
    }

    /**
     * Makes the sampler.
     *
     * @throws IllegalArgumentException with torch's message if there is nothing to sample
     */
    public RandomSampler build() {
      return new RandomSampler(this);
    }
  }
}
