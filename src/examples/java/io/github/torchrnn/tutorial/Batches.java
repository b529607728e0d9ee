package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;

/** Examples in random order, and in lists of a few. */
final class Batches {

  private Batches() {}

  /** The examples in the order of {@code torch.randperm}. */
  static <T> List<T> shuffled(List<T> examples) {
    try (NDArray order = Torch.randperm(examples.size())) {
      List<T> shuffled = new ArrayList<>();
      for (long index : order.toLongArray()) {
        shuffled.add(examples.get((int) index));
      }
      return shuffled;
    }
  }

  /** The number of lists that {@link #of} makes of so many examples. */
  static int count(List<?> examples, int size) {
    return (examples.size() + size - 1) / size;
  }

  /** The examples in lists of the given size, and one of what remains. */
  static <T> List<List<T>> of(List<T> examples, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int start = 0; start < examples.size(); start += size) {
      batches.add(examples.subList(start, Math.min(start + size, examples.size())));
    }
    return batches;
  }
}
