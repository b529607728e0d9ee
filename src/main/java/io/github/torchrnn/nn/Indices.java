package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Checks of indices that LibTorch would read memory with. */
final class Indices {

  private Indices() {}

  /** So many are read at once. */
  private static final long PART = 1 << 22;

  /**
   * The first index that is wrong. Only on the CPU: elsewhere reading them would stop the device,
   * which checks them itself.
   */
  static OptionalLong first(NDArray indices, LongPredicate wrong) {
    try (LongStream all = all(indices)) {
      return all.filter(wrong).findFirst();
    }
  }

  /** The least index that is wrong; see {@link #first}. */
  static OptionalLong least(NDArray indices, LongPredicate wrong) {
    try (LongStream all = all(indices)) {
      return all.filter(wrong).min();
    }
  }

  private static LongStream all(NDArray indices) {
    if (indices.getDevice().isGpu() || indices.isEmpty()) {
      return LongStream.empty();
    }
    long size = indices.size();
    if (size <= PART) {
      return Arrays.stream(read(indices));
    }
    NDArray flat = Kernels.call(LibTorch.manager(), "flat_on_cpu", indices);
    return LongStream.iterate(0, start -> start < size, start -> start + PART)
        .flatMap(start -> part(flat, start, Math.min(PART, size - start)))
        .onClose(flat::close);
  }

  private static LongStream part(NDArray flat, long start, long length) {
    try (NDArray part = Kernels.call(LibTorch.manager(), "part", flat, start, length)) {
      return Arrays.stream(read(part));
    }
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
