package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of several lengths without padding: {@index torch.nn.utils.rnn.PackedSequence}. {@link
 * RNNUtils} makes them.
 *
 * <p>The data holds the first step of all sequences, longest first, then the second step of those
 * that have one, and so on: for {@code abc} and {@code x} it is {@code axbc}, with batch sizes
 * {@code [2, 1, 1]}.
 */
public final class PackedSequence implements AutoCloseable {

  private final NDArray data;
  private final NDArray batchSizes;
  private final @Nullable NDArray sortedIndices;
  private final @Nullable NDArray unsortedIndices;

  /** The number of sequences. */
  private final long batchSize;

  /** The arrays that {@link #close} frees: not those of the sequence from which this was made. */
  private final List<NDArray> own;

  PackedSequence(
      NDArray data,
      NDArray batchSizes,
      @Nullable NDArray sortedIndices,
      @Nullable NDArray unsortedIndices,
      long batchSize) {
    this(
        data,
        batchSizes,
        sortedIndices,
        unsortedIndices,
        batchSize,
        Stream.of(data, batchSizes, sortedIndices, unsortedIndices)
            .filter(Objects::nonNull)
            .toList());
  }

  private PackedSequence(
      NDArray data,
      NDArray batchSizes,
      @Nullable NDArray sortedIndices,
      @Nullable NDArray unsortedIndices,
      long batchSize,
      List<NDArray> own) {
    this.own = own;
    this.data = data;
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = unsortedIndices;
    this.batchSize = batchSize;
  }

  /** The steps of all sequences, (sum of the lengths, features): {@code data}. */
  public NDArray data() {
    return data;
  }

  /** How many sequences have each step, int64 on the CPU: {@code batch_sizes}. */
  public NDArray batchSizes() {
    return batchSizes;
  }

  /** How the sequences were sorted, int64, or null where they came sorted. */
  public @Nullable NDArray sortedIndices() {
    return sortedIndices;
  }

  /** How to undo the sorting, int64, or null where they came sorted. */
  public @Nullable NDArray unsortedIndices() {
    return unsortedIndices;
  }

  /** The same sequences in another type; gradients flow back through it: {@code to(dtype)}. */
  public PackedSequence to(DataType type) {
    return withData(Torch.to(data, type));
  }

  /** The same sequences on another device: {@code to(device)}. */
  public PackedSequence to(Device device) {
    return derived(
        Torch.to(data, device), moved(sortedIndices, device), moved(unsortedIndices, device));
  }

  private static @Nullable NDArray moved(@Nullable NDArray array, Device device) {
    return array == null ? null : Torch.to(array, device);
  }

  private PackedSequence derived(
      NDArray newData, @Nullable NDArray sorted, @Nullable NDArray unsorted) {
    List<NDArray> made = new ArrayList<>();
    for (NDArray array : Arrays.asList(newData, sorted, unsorted)) {
      if (array != null && array != data && array != sortedIndices && array != unsortedIndices) {
        made.add(array);
      }
    }
    return new PackedSequence(newData, batchSizes, sorted, unsorted, batchSize, made);
  }

  /** The text that Python prints. */
  @Override
  public String toString() {
    return "PackedSequence(data=%s, batch_sizes=%s, sorted_indices=%s, unsorted_indices=%s)"
        .formatted(text(data), text(batchSizes), text(sortedIndices), text(unsortedIndices));
  }

  private static String text(@Nullable NDArray array) {
    return array == null ? "None" : Torch.repr(array);
  }

  /** The same sequences with other data, of as many rows. */
  PackedSequence with(NDArray other) {
    return other == data
        ? this
        : new PackedSequence(other, batchSizes, sortedIndices, unsortedIndices, batchSize);
  }

  /** The number of sequences. */
  long batchSize() {
    return batchSize;
  }

  /**
   * The same packing of other data, one row for each of this one's: embedded letters for letters,
   * for example. {@code packed._replace(data=other)}.
   *
   * @param other (sum of the lengths, ...)
   * @throws IllegalArgumentException if it has another number of rows
   */
  public PackedSequence withData(NDArray other) {
    Shape shape = Tensors.usable("other", other).getShape();
    long rows = data.getShape().get(0);
    if (shape.dimension() == 0 || shape.get(0) != rows) {
      throw new IllegalArgumentException(
          "data must have one row for each of the %s packed steps, but has the size %s"
              .formatted(rows, TorchText.size(shape)));
    }
    return derived(other, sortedIndices, unsortedIndices);
  }

  /**
   * Frees the arrays, where no scope does, but for those that it shares with the sequence from
   * which {@link #withData} or {@link #to(DataType)} made it.
   */
  @Override
  public void close() {
    own.forEach(NDArray::close);
  }
}
