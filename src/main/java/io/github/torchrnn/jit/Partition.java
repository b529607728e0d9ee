package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs on parts of a batch. The loss of a part is a sum, so that those of all parts
 * add up to the loss of the batch, and so do their gradients.
 *
 * @param whole what is computed of the whole batch: counts, and the masks of dropout
 * @param part the program of a part. Its inputs are those of the program, and then the outputs of
 *     {@code whole}; those that have rows are cut.
 * @param rows of the inputs of {@code part}, and of its outputs; none for what all parts share
 * @param packings the packed batches among the inputs
 * @param shares values that stand for the part's share of the batch, and of each packed batch's
 *     rows
 */
record Partition(
    Program whole, Program part, RowsOf rows, List<Packing> packings, List<Value> shares) {

  /** Whether {@code whole} draws, so that it has to run once, before the parts. */
  boolean draws() {
    return whole.operations().stream().anyMatch(it -> it.name().equals(PartDropout.MASK));
  }

  /** The first argument of which an axis is the batch. */
  Value plainInput() {
    for (Value input : whole.inputs()) {
      Rows found = rows.of(input);
      if (found != null && found.isPlain()) {
        return input;
      }
    }
    throw new IllegalStateException("no argument has the batch as an axis");
  }

  /**
   * Where the parts of a run's batch begin and end: of examples in their order, of packed sequences
   * in the order of their lengths.
   *
   * @param threads the most parts
   */
  long[] bounds(List<NDArray> arrays, int threads) {
    if (!packings.isEmpty()) {
      return PackedShares.bounds(arrays.get(packings.get(0).sizes()).toLongArray(), threads);
    }
    long batch = batch(arrays);
    int parts = (int) Math.min(threads, batch);
    return LongStream.rangeClosed(0, parts).map(k -> batch * k / parts).toArray();
  }

  private long batch(List<NDArray> arrays) {
    if (!packings.isEmpty()) {
      return packings.get(0).batch(arrays);
    }
    Value input = plainInput();
    return arrays.get(whole.inputs().indexOf(input)).getShape().get(rows.of(input).axis());
  }

  /**
   * Whether the arguments of a run have batches of one size. Those of the trace had, but maybe by
   * chance: an axis as long as the batch was taken for the batch.
   */
  boolean fits(List<NDArray> arrays) {
    long batch = batch(arrays);
    for (int i = 0; i < whole.inputs().size(); i++) {
      Rows of = rows.of(whole.inputs().get(i));
      if (of != null) {
        long size = arrays.get(i).getShape().get(of.axis());
        long rest =
            of.packing() >= 0
                ? size - arrays.get(packings.get(of.packing()).data()).getShape().get(0)
                : of.isPlain() ? size - batch : size % batch;
        if (rest != 0) {
          return false;
        }
      }
    }
    return packings.stream().allMatch(packing -> packing.batch(arrays) == batch);
  }

  /** From a value to its rows. */
  @FunctionalInterface
  interface RowsOf {
    @Nullable Rows of(Value value);
  }

  /**
   * A packed batch: data, batch_sizes, and the order if it was sorted.
   *
   * @param data the number of the input with the data; its sizes and orders are the next ones
   * @param isSorted whether it has orders
   */
  record Packing(int data, boolean isSorted) {
    int sizes() {
      return data + 1;
    }

    int sorted() {
      return data + 2;
    }

    int end() {
      return data + (isSorted ? 4 : 2);
    }

    /** How many sequences there are. */
    long batch(List<NDArray> arrays) {
      return isSorted
          ? arrays.get(sorted()).getShape().get(0)
          : arrays.get(sizes()).toLongArray()[0];
    }
  }
}
