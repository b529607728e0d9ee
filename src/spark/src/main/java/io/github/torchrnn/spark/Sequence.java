package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cell of a row: ids, or steps of as many numbers each. A class of plain fields, which any
 * serializer of Spark's takes.
 */
final class Sequence implements Serializable {

  private static final long serialVersionUID = 1;

  /** One id a step; null if the steps are numbers. */
  private final long @Nullable [] ids;

  /** The numbers of the first step, then those of the second; null if the steps are ids. */
  private final float @Nullable [] numbers;

  /** The numbers of a step. */
  private final int width;

  private Sequence(long @Nullable [] ids, float @Nullable [] numbers, int width) {
    this.ids = ids;
    this.numbers = numbers;
    this.width = width;
  }

  static Sequence ofIds(long... ids) {
    return new Sequence(ids, null, 1);
  }

  static Sequence ofNumbers(float[] numbers, int width) {
    return new Sequence(null, numbers, width);
  }

  /** The number of steps. */
  int length() {
    return ids != null ? ids.length : numbers.length / width;
  }

  /** Orders sequences of one column by what they hold. */
  static int compare(Sequence a, Sequence b) {
    int widths = Integer.compare(a.width, b.width);
    if (widths != 0) {
      return widths;
    }
    return a.ids != null ? Arrays.compare(a.ids, b.ids) : Arrays.compare(a.numbers, b.numbers);
  }

  /** Adds what it holds to a checksum. */
  long checksum(long sum) {
    long mixed = sum * 31 + length();
    if (ids != null) {
      for (long id : ids) {
        mixed = mixed * 31 + id;
      }
    } else {
      for (float number : numbers) {
        mixed = mixed * 31 + Float.floatToRawIntBits(number);
      }
    }
    return mixed;
  }

  /**
   * Packs a batch in its order.
   *
   * @throws IllegalArgumentException if the steps have other widths, or with torch's message if a
   *     sequence has no step
   */
  static PackedSequence pack(List<Sequence> batch) {
    int width = batch.stream().mapToInt(it -> it.length() == 0 ? 0 : it.width).max().orElse(0);
    int longest = batch.stream().mapToInt(Sequence::length).max().orElse(0);
    long[] lengths = batch.stream().mapToLong(Sequence::length).toArray();
    boolean isIds = batch.get(0).ids != null;
    for (Sequence sequence : batch) {
      if (sequence.length() > 0 && sequence.width != width) {
        throw new IllegalArgumentException(
            "sequences of one batch have steps of %s and of %s numbers"
                .formatted(sequence.width, width));
      }
    }
    if (1.0 * batch.size() * longest * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch of %s sequences, the longest of %s steps of %s numbers, is too large: set a smaller batchSize"
              .formatted(batch.size(), longest, width));
    }
    long[] ids = new long[isIds ? batch.size() * longest : 0];
    float[] numbers = new float[isIds ? 0 : batch.size() * longest * width];
    for (int i = 0; i < batch.size(); i++) {
      Sequence sequence = batch.get(i);
      if (isIds) {
        System.arraycopy(sequence.ids, 0, ids, i * longest, sequence.ids.length);
      } else {
        float[] from = sequence.numbers;
        System.arraycopy(from, 0, numbers, i * longest * width, from.length);
      }
    }
    PackOptions options = new PackOptions().batchFirst(true).enforceSorted(false);
    try (NDArray padded =
        isIds
            ? Torch.tensor(ids, batch.size(), longest)
            : Torch.tensor(numbers, batch.size(), longest, width)) {
      return RNNUtils.packPaddedSequence(padded, lengths, options);
    }
  }
}
