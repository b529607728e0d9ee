package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.List;

/** Checks of sequences that are packed or padded, in torch's order and words. */
final class PackChecks {

  private static final double MAX_HALF = 65504;
  private static final double MAX_UNSIGNED = 255;

  private PackChecks() {}

  /** The numbers of an array of lengths of any type, floats without their fraction. */
  static long[] lengths(NDArray lengths) {
    int dim = Tensors.usable("lengths", lengths).getShape().dimension();
    if (dim != 1) {
      throw new IllegalArgumentException(
          "'lengths' argument should be a 1D CPU int64 tensor, but got %sD cpu Long tensor"
              .formatted(dim));
    }
    try (NDArray whole = Torch.to(lengths, DataType.INT64)) {
      return whole.toLongArray();
    }
  }

  /** Returns the shape of an array that has steps and a batch. */
  static Shape batched(NDArray padded) {
    Shape shape = Tensors.usable("input", padded).getShape();
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException(
          shape.dimension() == 0
              ? "Dimension specified as 1 but tensor has no dimensions"
              : "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
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
    requireLengths(lengths, batch);
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
          "Expected all lengths to be at most the input's %s steps, but got %s"
              .formatted(steps, lengths[0]));
    }
  }

  /** Refuses more or fewer lengths than sequences. */
  static void requireLengths(long[] lengths, long batch) {
    if (lengths.length != batch) {
      throw new IllegalArgumentException(
          "Expected `len(lengths)` to be equal to batch_size, but got %s (batch_size=%s)"
              .formatted(lengths.length, batch));
    }
  }

  /** Checks sequences that are to be stacked. */
  static void sequences(List<NDArray> sequences, PadOptions options) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("received an empty list of sequences");
    }
    if (!"left".equals(options.paddingSide) && !"right".equals(options.paddingSide)) {
      throw new IllegalArgumentException(
          "Expected padding_side to be one of left or right, but got " + options.paddingSide + ".");
    }
    for (int i = 0; i < sequences.size(); i++) {
      if (Tensors.usable("sequence " + i, sequences.get(i)).getShape().dimension() == 0) {
        throw new IllegalArgumentException("Dimension specified as 0 but tensor has no dimensions");
      }
    }
    NDArray first = sequences.get(0);
    padding(options.paddingValue, first.getDataType());
    for (NDArray sequence : sequences) {
      Shape shape = sequence.getShape();
      ArrayChecks.requireSameDevice("sequence", first, sequence);
      ArrayChecks.requireBroadcastInto(
          new Shape(shape.get(0)).addAll(first.getShape().slice(1)), shape);
    }
  }

  /** Refuses a number that no array of the type can hold. */
  static void padding(double value, DataType type) {
    boolean held =
        switch (type) {
          case FLOAT16 -> Double.isInfinite(value) || !(Math.abs(value) > MAX_HALF);
          case FLOAT32 -> Double.isInfinite(value) || !(Math.abs(value) > Float.MAX_VALUE);
          case INT64 -> value >= Long.MIN_VALUE && value <= Long.MAX_VALUE;
          case INT32 -> value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
          case INT8 -> value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE;
          case UINT8 -> value >= 0 && value <= MAX_UNSIGNED;
          default -> true;
        };
    if (!held) {
      String name =
          switch (type) {
            case INT64 -> "int64_t";
            case INT8 -> "int8_t";
            case UINT8 -> "uint8_t";
            default -> TorchText.cppType(type);
          };
      throw new IllegalArgumentException(
          "value cannot be converted to type " + name + " without overflow");
    }
  }

  /** Checks that each index occurs exactly once. */
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
