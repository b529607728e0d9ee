package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/**
 * Checks of sequences and labels before {@code ctc_loss} runs, in torch's order and words. Labels
 * LibTorch reads unchecked.
 */
final class CTCChecks {

  private static final String WHERE = " (while checking arguments for ctc_loss_allocate_outputs)";

  private CTCChecks() {}

  /** The lengths in an array. */
  static long[] lengths(String name, NDArray lengths) {
    if (Tensors.usable(name, lengths).getDataType().isFloating()
        || lengths.getDataType() == DataType.BOOLEAN) {
      throw new IllegalArgumentException(name + " must be integral");
    }
    return numbers(lengths);
  }

  /** Checks shapes, lengths and labels. */
  static void check(
      NDArray logProbs, NDArray targets, long[] inputLengths, long[] targetLengths, long blank) {
    Shape shape = Tensors.usable("log_probs", logProbs).getShape();
    Shape labels = Tensors.usable("targets", targets).getShape();
    ArrayChecks.requireSameDevice("targets", logProbs, targets);
    checkRanks(shape, labels);
    int rank = shape.dimension();
    long batch = rank == 3 ? shape.get(1) : 1;
    long classes = shape.get(rank - 1);
    require(0 <= blank && blank < classes, "blank must be in label range");
    require(inputLengths.length == batch, "input_lengths must be of size batch_size");
    require(targetLengths.length == batch, "target_lengths must be of size batch_size");
    checkTargetLengths(labels, targetLengths);
    for (long length : inputLengths) {
      requireNotNegative("input_lengths", length);
      require(
          length <= shape.get(0),
          "Expected input_lengths to have value at most %s, but got value %s%s"
              .formatted(shape.get(0), length, WHERE));
    }
    DataType type = logProbs.getDataType();
    require(
        type == DataType.FLOAT32 || type == DataType.FLOAT64,
        "\"ctc_loss_cpu\" not implemented for '%s'".formatted(TorchText.scalarType(type)));
    checkLabels(targets, labels, targetLengths, classes);
  }

  private static void checkRanks(Shape shape, Shape labels) {
    require(
        shape.dimension() > 0,
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    require(shape.size() > 0, "log_probs tensor must not be empty");
    int rank = shape.dimension() == 3 ? 3 : shape.dimension() + 1;
    require(
        rank == 3,
        "Expected 3-dimensional tensor, but got %s-dimensional tensor for argument #1 'log_probs'%s"
            .formatted(rank, WHERE));
    require(
        labels.dimension() == 1 || labels.dimension() == 2,
        "Expected 1 to 2 dimensions, but got %s-dimensional tensor for argument #2 'targets'%s"
            .formatted(labels.dimension(), WHERE));
  }

  private static void checkTargetLengths(Shape labels, long[] targetLengths) {
    long longest = 0;
    long all = 0;
    for (long length : targetLengths) {
      requireNotNegative("target_lengths", length);
      longest = Math.max(longest, length);
      all = length > Long.MAX_VALUE - all ? Long.MAX_VALUE : all + length;
    }
    boolean padded = labels.dimension() == 2;
    long first = padded ? targetLengths.length : all;
    require(
        labels.get(0) == first,
        "Expected tensor to have size %s at dimension 0, but got size %s for argument #2 'targets'%s"
            .formatted(first, labels.get(0), WHERE));
    require(
        !padded || labels.get(1) >= longest,
        "Expected tensor to have size at least %s at dimension 1, but got size %s for argument #2 'targets'%s"
            .formatted(longest, padded ? labels.get(1) : 0, WHERE));
  }

  private static void checkLabels(
      NDArray targets, Shape shape, long[] targetLengths, long classes) {
    if (targets.getDevice().isGpu()) {
      return; // which would be stopped: the kernel looks itself
    }
    long[] labels = numbers(targets);
    boolean padded = shape.dimension() == 2;
    int start = 0;
    for (int i = 0; i < targetLengths.length; i++) {
      int from = padded ? i * (int) shape.get(1) : start;
      for (int j = from; j < from + targetLengths[i]; j++) {
        if (labels[j] < 0 || labels[j] >= classes) {
          throw new IllegalArgumentException("Target " + labels[j] + " is out of bounds.");
        }
      }
      start += (int) targetLengths[i];
    }
  }

  /** Numbers as int64, as LibTorch takes them. */
  private static long[] numbers(NDArray array) {
    NDArray readable = Recorder.readable(array);
    return Recorder.whileRecording(
        null,
        () -> {
          try (NDArray numbers = Torch.to(readable, DataType.INT64)) {
            return numbers.toLongArray();
          }
        });
  }

  private static void requireNotNegative(String name, long length) {
    require(
        length >= 0,
        "Expected %s to have value at least 0, but got value %s%s".formatted(name, length, WHERE));
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
