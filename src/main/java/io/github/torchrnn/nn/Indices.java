package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.OptionalLong;

/** Checks of indices that LibTorch would read memory with. */
final class Indices {

  private Indices() {}

  /**
   * The first index outside of [0, size) that is not the ignored one. Only on the CPU: elsewhere
   * reading them would stop the device, which checks them itself.
   */
  static OptionalLong outside(NDArray indices, long size, long ignored) {
    if (indices.getDevice().isGpu() || indices.isEmpty()) {
      return OptionalLong.empty();
    }
    return Arrays.stream(read(indices))
        .filter(index -> index != ignored && (index < 0 || index >= size))
        .findFirst();
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
