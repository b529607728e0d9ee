package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import java.util.Arrays;
import java.util.List;

/** What torch checks before it packs or pads sequences, in torch's order and words. */
final class PackChecks {

  private PackChecks() {}

  /** The numbers of an array of lengths. */
  static long[] lengths(NDArray lengths) {
    DataType type = Tensors.usable("lengths", lengths).getDataType();
    if (lengths.getShape().dimension() != 1) {
      throw new IllegalArgumentException("`lengths` must be a 1-D tensor");
    }
    return switch (type) {
      case INT64 -> lengths.toLongArray();
      case INT32 -> Arrays.stream(lengths.toIntArray()).asLongStream().toArray();
      default ->
          throw new IllegalArgumentException(
              "`lengths` must be of int64 or int32, but got " + Tensors.dtype(type));
    };
  }

  /** Returns the shape of an array that has steps and a batch. */
  static Shape batched(NDArray padded) {
    Shape shape = Tensors.usable("input", padded).getShape();
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException(
          "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    }
    return shape;
  }

  /** Checks padded sequences and their lengths. */
  static void padded(NDArray input, long[] given, PackOptions options) {
    Shape shape = batched(input);
    long[] lengths = given.clone();
    if (!options.enforceSorted) {
      Arrays.sort(lengths);
      for (int i = 0; i < lengths.length / 2; i++) {
        long other = lengths[i];
        lengths[i] = lengths[lengths.length - 1 - i];
        lengths[lengths.length - 1 - i] = other;
      }
    }
    if (input.size() == 0) {
      throw new IllegalArgumentException("Cannot pack empty tensors.");
    }
    long batch = shape.get(options.batchFirst ? 0 : 1);
    if (lengths.length != batch) {
      throw new IllegalArgumentException(
          "Expected `len(lengths)` to be equal to batch_size, but got %d (batch_size=%d)"
              .formatted(lengths.length, batch));
    }
    if (lengths[lengths.length - 1] <= 0) {
      throw new IllegalArgumentException(
          "Length of all samples has to be greater than 0, but found an element in 'lengths' that"
              + " is <= 0");
    }
    for (int i = 1; i < lengths.length; i++) {
      if (lengths[i] > lengths[i - 1]) {
        throw new IllegalArgumentException(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You"
                + " can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence"
                + " to sidestep this requirement if you do not need ONNX exportability.");
      }
    }
    long steps = shape.get(options.batchFirst ? 1 : 0);
    if (lengths[0] > steps) {
      throw new IllegalArgumentException(
          "Expected all lengths to be at most the input's %d steps, but got %d"
              .formatted(steps, lengths[0]));
    }
  }

  /** Checks sequences that are to be stacked. */
  static void sequences(List<NDArray> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("received an empty list of sequences");
    }
    Shape trailing = null;
    for (int i = 0; i < sequences.size(); i++) {
      NDArray sequence = Tensors.usable("sequence " + i, sequences.get(i));
      Shape shape = sequence.getShape();
      if (shape.dimension() == 0) {
        throw new IllegalArgumentException("sequence " + i + " has no dimension of steps");
      }
      Shape rest = shape.slice(1);
      if (trailing != null && !rest.equals(trailing)) {
        throw new IllegalArgumentException(
            "The size of sequence %d, %s, must match that of the first, %s, in all dimensions but 0"
                .formatted(
                    i,
                    Tensors.sizes(shape.getShape()),
                    Tensors.sizes(sequences.get(0).getShape().getShape())));
      }
      trailing = rest;
      if (sequence.getDataType() != sequences.get(0).getDataType()) {
        throw new IllegalArgumentException("sequence " + i + " is of another type than the first");
      }
    }
  }

  /** Checks that each index stands once. */
  static void permutation(long[] indices) {
    long[] sorted = indices.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] != i) {
        throw new IllegalArgumentException(
            "permutation must hold each of 0 to " + (sorted.length - 1) + " once");
      }
    }
  }
}
