package io.github.torchrnn.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Positions drawn with the probability that their weights give, so that rare labels are as frequent
 * as others: {@index torch.utils.data.WeightedRandomSampler}.
 */
public final class WeightedRandomSampler implements Sampler<Integer> {

  private final double[] weights;

  /** The number of positions of one iteration. */
  private final int numSamples;

  private final boolean replacement;

  /** Null for the global one. */
  private final @Nullable Generator generator;

  /**
   * A sampler that may draw a position again: {@code WeightedRandomSampler(weights, num_samples)}.
   *
   * @param weights one for each position; they need not sum to 1
   * @throws IllegalArgumentException with torch's message if there is nothing to sample
   */
  public WeightedRandomSampler(double[] weights, int numSamples) {
    this(builder(weights, numSamples));
  }

  private WeightedRandomSampler(Builder options) {
    weights = options.weights;
    numSamples = options.numSamples;
    replacement = options.replacement;
    generator = options.generator;
    if (numSamples <= 0) {
      throw new IllegalArgumentException(
          "num_samples should be a positive integer value, but got num_samples=" + numSamples);
    }
  }

  /** Options of a sampler; see {@link #WeightedRandomSampler(double[], int)}. */
  public static Builder builder(double[] weights, int numSamples) {
    return new Builder(Objects.requireNonNull(weights, "weights is null").clone(), numSamples);
  }

  /**
   * Options of a sampler.
   *
   * @param weights of (positions), copied
   * @throws IllegalArgumentException with torch's message if it has another number of dimensions
   */
  public static Builder builder(NDArray weights, int numSamples) {
    long[] sizes = Tensors.usable("weights", weights).getShape().getShape();
    if (sizes.length != 1) {
      String shape =
          Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "weights should be a 1d sequence but given weights have shape (" + shape + ")");
    }
    try (NDArray numbers = Torch.to(weights, DataType.FLOAT64)) {
      return new Builder(numbers.toDoubleArray(), numSamples);
    }
  }

  /**
   * Draws when positions are asked for, as torch does.
   *
   * @throws IllegalArgumentException then, with the message of {@code torch.multinomial}, if the
   *     weights are no probabilities
   */
  @Override
  public Iterator<Integer> iterator() {
    return new DrawnPositions(() -> Draws.weighted(weights, numSamples, replacement, generator));
  }

  @Override
  public int len() {
    return numSamples;
  }

  /** The options of {@link WeightedRandomSampler}, with torch's defaults. */
  public static final class Builder {
    private final double[] weights;
    private final int numSamples;
    private boolean replacement = true;
    private @Nullable Generator generator;

    private Builder(double[] weights, int numSamples) {
      this.weights = weights;
      this.numSamples = numSamples;
    }

    /** Whether a position may be drawn again; true by default. */
    public Builder replacement(boolean replacement) {
      this.replacement = replacement;
      return this;
    }

    /** The generator of all iterations; by default the global one. */
    public Builder generator(@Nullable Generator generator) {
      this.generator = generator;
      return this;
    }

    /**
     * Makes the sampler.
     *
     * @throws IllegalArgumentException with torch's message if there is nothing to sample
     */
    public WeightedRandomSampler build() {
      return new WeightedRandomSampler(this);
    }
  }
}
