package io.github.torchrnn.data;

import io.github.torchrnn.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some examples of a dataset: {@index torch.utils.data.Subset}.
 *
 * @param <T> the type of an example
 */
public final class Subset<T> implements Dataset<T> {

  private static final Logger LOGGER = LoggerFactory.getLogger(Subset.class);

  private final Dataset<T> dataset;
  private final int[] indices;

  /**
   * The examples at some positions: {@code Subset(dataset, indices)}.
   *
   * @param indices positions in the dataset, in the order of the subset
   */
  public Subset(Dataset<T> dataset, int... indices) {
    this.dataset = Objects.requireNonNull(dataset, "dataset is null");
    this.indices = Objects.requireNonNull(indices, "indices is null").clone();
  }

  /** The dataset of which this is a part: {@code subset.dataset}. */
  public Dataset<T> dataset() {
    return dataset;
  }

  /** A copy of the positions: {@code subset.indices}. */
  public int[] indices() {
    return indices.clone();
  }

  /**
   * One example: {@code subset[index]}.
   *
   * @param index from 0 on, or from the end as in Python: -1 for the last example
   * @throws IndexOutOfBoundsException with Python's message if there is no such example
   */
  @Override
  public T get(int index) {
    return dataset.get(indices[Positions.inList(index, indices.length)]);
  }

  @Override
  public int len() {
    return indices.length;
  }

  /** {@link #randomSplit(Dataset, int[], Generator)} from the global generator. */
  public static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, int... lengths) {
    return randomSplit(dataset, lengths, null);
  }

  /**
   * Splits a dataset at random: {@code random_split(dataset, lengths, generator)}.
   *
   * @param lengths the number of examples of each part; they sum to the dataset's
   * @param generator null for the global one
   * @throws IllegalArgumentException if the lengths do not sum to the dataset's
   */
  public static <T> List<Subset<T>> randomSplit(
      Dataset<T> dataset, int[] lengths, @Nullable Generator generator) {
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(lengths, "lengths is null");
    if (Arrays.stream(lengths).asLongStream().sum() != dataset.len()) {
      throw new IllegalArgumentException(
          "Sum of input lengths does not equal the length of the input dataset!");
    }
    int[] order = Draws.permutation(dataset.len(), generator);
    List<Subset<T>> parts = new ArrayList<>();
    int start = 0;
    for (int length : lengths) {
      parts.add(new Subset<>(dataset, Arrays.copyOfRange(order, start, start + length)));
      start += length;
    }
    return parts;
  }

  /** {@link #randomSplit(Dataset, double[], Generator)} from the global generator. */
  public static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, double... fractions) {
    return randomSplit(dataset, fractions, null);
  }

  /**
   * Splits a dataset at random by fractions: {@code random_split(dataset, [0.8, 0.2], generator)}.
   * Each part has the fraction of the examples, rounded down; the rest goes to the parts in turn.
   *
   * @param fractions in [0, 1], with the sum 1; as in torch not more, by rounding either
   * @param generator null for the global one
   * @throws IllegalArgumentException with torch's message if a fraction is wrong
   */
  public static <T> List<Subset<T>> randomSplit(
      Dataset<T> dataset, double[] fractions, @Nullable Generator generator) {
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(fractions, "fractions is null");
    double sum = 0;
    for (double fraction : fractions) {
      sum += fraction;
    }
    if (!(sum <= 1 && 1 - sum <= 1e-9)) {
      throw new IllegalArgumentException(
          "Sum of input lengths does not equal the length of the input dataset!");
    }
    int[] lengths = new int[fractions.length];
    for (int i = 0; i < lengths.length; i++) {
      if (!(fractions[i] >= 0 && fractions[i] <= 1)) {
        throw new IllegalArgumentException("Fraction at index " + i + " is not between 0 and 1");
      }
      lengths[i] = (int) Math.floor(dataset.len() * fractions[i]);
    }
    int rest = dataset.len() - Arrays.stream(lengths).sum();
    for (int i = 0; i < rest; i++) {
      lengths[i % lengths.length]++;
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] == 0) {
        LOGGER.warn("Length of split at index {} is 0. This might result in an empty dataset.", i);
      }
    }
    return randomSplit(dataset, lengths, generator);
  }
}
