package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/** Checks of indices that LibTorch would read memory with. */
final class Indices {

  private Indices() {}

  /**
   * The first index that is wrong. Only on the CPU: elsewhere reading them would stop the device,
   * which checks them itself.
   */
  static OptionalLong first(NDArray indices, LongPredicate wrong) {
    if (indices.getDevice().isGpu() || indices.isEmpty()) {
      return OptionalLong.empty();
    }
    return Arrays.stream(read(indices)).filter(wrong).findFirst();
  }

  private static long[] read(NDArray indices) {
    return switch (indices.getDataType()) {
      case INT64 -> indices.toLongArray();
      case INT32 -> Arrays.stream(indices.toIntArray()).asLongStream().toArray();
      case UINT8 -> Arrays.stream(indices.toUint8Array()).asLongStream().toArray();
      default -> throw new IllegalArgumentException("no index type: " + indices.getDataType());
    };
  }
}
