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
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition, ready for training. A class of plain fields, which any serializer of
 * Spark's takes.
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

  private Shard(int partition, List<Sequence> sequences, List<Object> labels, boolean whole) {
    this.partition = partition;
    this.sequences = sequences.toArray(new Sequence[0]);
    single = !labels.isEmpty() && labels.get(0) instanceof Float;
    classes = whole ? labels.stream().mapToLong(it -> (Long) it).toArray() : null;
    numbers =
        whole
            ? null
            : labels.stream()
                .map(it -> it instanceof Float one ? new float[] {one} : (float[]) it)
                .toArray(float[][]::new);
  }

  static Shard of(int partition, Iterator<Row> rows, SequenceColumn input, LabelColumn label) {
    List<Sequence> sequences = new ArrayList<>();
    List<Object> labels = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      sequences.add(input.read(row));
      labels.add(label.read(row));
    }
    return new Shard(partition, sequences, labels, label.isWhole());
  }

  int rows() {
    return sequences.length;
  }

  /** A number that tells whether rows that were read again are the same, in the same order. */
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
            "labels of one batch have %d and %d numbers".formatted(width, label.length));
      }
      System.arraycopy(label, 0, flat, i * width, width);
    }
    return single ? Torch.tensor(flat) : Torch.tensor(flat, rows.length, width);
  }
}
