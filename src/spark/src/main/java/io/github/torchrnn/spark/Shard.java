package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PackedSequence;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition, ready for training, in an order that depends on what they hold only: a
 * shuffle that is repeated brings the same rows in another order. A class of plain fields, which
 * any serializer of Spark's takes.
 */
final class Shard implements Serializable {

  private static final long serialVersionUID = 1;

  private final int partition;
  private final Sequence[] sequences;

  /** Each row's label: classes, or numbers. */
  private final long @Nullable [] classes;

  private final float @Nullable [][] numbers;

  /** Whether a label is a single number. */
  private final boolean single;

  /** The order of the rows in one pass, kept for the next batch. */
  private transient int @Nullable [] order;

  private transient long orderedPass;
  private transient @Nullable Long checksum;

  /** The arrays of a batch. */
  record Batch(PackedSequence sequences, NDArray labels, int rows) {}

  /** A row: its sequence, and its label as {@link LabelColumn} reads it. */
  private record Example(Sequence sequence, Object label) {

    static int compare(Example a, Example b) {
      int sequences = Sequence.compare(a.sequence, b.sequence);
      if (sequences != 0) {
        return sequences;
      } else if (a.label instanceof Long one) {
        return Long.compare(one, (Long) b.label);
      }
      return Arrays.compare(a.numbers(), b.numbers());
    }

    float[] numbers() {
      return label instanceof Float one ? new float[] {one} : (float[]) label;
    }
  }

  private Shard(int partition, List<Example> rows, boolean whole) {
    this.partition = partition;
    sequences = rows.stream().map(Example::sequence).toArray(Sequence[]::new);
    single = !rows.isEmpty() && rows.get(0).label instanceof Float;
    classes = whole ? rows.stream().mapToLong(it -> (Long) it.label).toArray() : null;
    numbers = whole ? null : rows.stream().map(Example::numbers).toArray(float[][]::new);
  }

  static Shard of(
      int partition, Iterator<InternalRow> rows, SequenceColumn input, LabelColumn label) {
    List<Example> examples = new ArrayList<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      examples.add(new Example(input.read(row), label.read(row)));
    }
    examples.sort(Example::compare);
    return new Shard(partition, examples, label.isWhole());
  }

  int rows() {
    return sequences.length;
  }

  /** A number that tells whether rows that were read again are the same. */
  synchronized long checksum() {
    if (checksum == null) {
      long sum = rows();
      for (Sequence sequence : sequences) {
        sum = sequence.checksum(sum);
      }
      checksum = sum * 31 + Arrays.hashCode(classes) + 31L * Arrays.deepHashCode(numbers);
    }
    return checksum;
  }

  /**
   * The rows of a batch. A shard's batches go through its rows in an order that each pass draws
   * anew; the last batch of a pass is smaller.
   *
   * @param step the number of the batch since the training began
   */
  int[] batch(long seed, long step, int batchSize) {
    long batches = (rows() + batchSize - 1) / batchSize;
    int from = (int) (step % batches) * batchSize;
    int to = Math.min(from + batchSize, rows());
    return Arrays.copyOfRange(order(seed, step / batches), from, to);
  }

  private synchronized int[] order(long seed, long pass) {
    if (order == null || orderedPass != pass) {
      Random random = new Random(Draws.mixed(seed, partition, pass));
      int[] drawn = new int[rows()];
      for (int i = 0; i < drawn.length; i++) {
        int j = random.nextInt(i + 1);
        drawn[i] = drawn[j];
        drawn[j] = i;
      }
      order = drawn;
      orderedPass = pass;
    }
    return order;
  }

  /** The arrays of these rows, in the innermost scope. */
  Batch arrays(int... rows) {
    List<Sequence> batch = Arrays.stream(rows).mapToObj(row -> sequences[row]).toList();
    return new Batch(Sequence.pack(batch), labels(rows), rows.length);
  }

  private NDArray labels(int... rows) {
    if (classes != null) {
      return Torch.tensor(Arrays.stream(rows).mapToLong(row -> classes[row]).toArray());
    }
    int width = numbers[rows[0]].length;
    float[] flat = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      float[] label = numbers[rows[i]];
      if (label.length != width) {
        throw new IllegalArgumentException(
            "labels of one batch have %s and %s numbers".formatted(width, label.length));
      }
      System.arraycopy(label, 0, flat, i * width, width);
    }
    return single ? Torch.tensor(flat) : Torch.tensor(flat, rows.length, width);
  }
}
