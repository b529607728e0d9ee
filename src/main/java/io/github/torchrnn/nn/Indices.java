package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Checks of indices that LibTorch would read memory with. */
final class Indices {

  private Indices() {}

  /**
   * The first index that is wrong. Only on the CPU: elsewhere reading them would stop the device,
   * which checks them itself.
   */
  static OptionalLong first(NDArray indices, LongPredicate wrong) {
    return all(indices).filter(wrong).findFirst();
  }

  /** The least index that is wrong; see {@link #first}. */
  static OptionalLong least(NDArray indices, LongPredicate wrong) {
    return all(indices).filter(wrong).min();
  }

  private static LongStream all(NDArray indices) {
    return indices.getDevice().isGpu() || indices.isEmpty()
        ? LongStream.empty()
        : Arrays.stream(read(indices));
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
