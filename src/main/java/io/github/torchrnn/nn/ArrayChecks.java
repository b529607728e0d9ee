package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Checks of arrays that meet in one operation: devices, types, shapes and indices. */
final class ArrayChecks {

  /** How many indices are copied to Java at once. */
  private static final long MAX_READ = 1 << 22;

  private ArrayChecks() {}

  /** Refuses arrays on two devices. */
  static void requireSameDevice(String what, NDArray input, NDArray other) {
    if (!input.getDevice().equals(other.getDevice())) {
      throw new IllegalArgumentException(
          "Input and %s tensors are not at the same device, found input tensor at %s and %s tensor at %s"
              .formatted(
                  what,
                  TorchText.device(input.getDevice()),
                  what,
                  TorchText.device(other.getDevice())));
    }
  }

  /**
   * Refuses factors of a matrix product of two types.
   *
   * @param bias whether the product is added to something
   */
  static void requireSameType(NDArray matrix, NDArray weight, boolean bias) {
    DataType one = matrix.getDataType();
    DataType other = weight.getDataType();
    if (one != other && bias) {
      throw new IllegalArgumentException(
          "mat1 and mat2 must have the same dtype, but got %s and %s"
              .formatted(TorchText.scalarType(one), TorchText.scalarType(other)));
    } else if (one != other) {
      throw new IllegalArgumentException(
          "expected m1 and m2 to have the same dtype, but got: %s != %s"
              .formatted(TorchText.cppType(one), TorchText.cppType(other)));
    }
  }

  /** Refuses an LSTM's state of another type. */
  static void requireStateType(NDArray input, NDArray state) {
    if (state.getDataType() != input.getDataType()) {
      throw new IllegalArgumentException(
          "Input and hidden tensors are not the same dtype, found input tensor with %s and hidden tensor with %s"
              .formatted(
                  TorchText.scalarType(input.getDataType()),
                  TorchText.scalarType(state.getDataType())));
    }
  }

  /** The shape that both broadcast to. */
  static Shape requireBroadcast(Shape a, Shape b) {
    long[] sizes = new long[Math.max(a.dimension(), b.dimension())];
    for (int i = sizes.length - 1; i >= 0; i--) {
      long one = size(a, sizes.length, i);
      long other = size(b, sizes.length, i);
      if (one != other && one != 1 && other != 1) {
        throw new IllegalArgumentException(
            "The size of tensor a (%s) must match the size of tensor b (%s) at non-singleton dimension %s"
                .formatted(one, other, i));
      }
      sizes[i] = one == 1 ? other : one;
    }
    return new Shape(sizes);
  }

  private static long size(Shape shape, int rank, int axis) {
    int own = axis - rank + shape.dimension();
    return own < 0 ? 1 : shape.get(own);
  }

  /** Refuses to broadcast an array that is changed in place. */
  static void requireBroadcastInto(Shape output, Shape other) {
    Shape together = requireBroadcast(output, other);
    if (!together.equals(output)) {
      throw new IllegalArgumentException(
          "output with shape %s doesn't match the broadcast shape %s"
              .formatted(TorchText.sizes(output.getShape()), TorchText.sizes(together.getShape())));
    }
  }

  /**
   * The first index that is wrong. Only on the CPU: elsewhere reading them would stop the device,
   * which checks them itself.
   */
  static OptionalLong firstIndex(NDArray indices, LongPredicate wrong) {
    try (LongStream all = all(indices)) {
      return all.filter(wrong).findFirst();
    }
  }

  /** The least index that is wrong; see {@link #firstIndex}. */
  static OptionalLong leastIndex(NDArray indices, LongPredicate wrong) {
    try (LongStream all = all(indices)) {
      return all.filter(wrong).min();
    }
  }

  /** Where an array has an index for the first time, which it has. */
  static long position(NDArray indices, long index) {
    try (LongStream all = all(indices)) {
      return all.takeWhile(each -> each != index).count();
    }
  }

  /** The numbers of an array of integers; none of one on a GPU. */
  static long[] numbers(NDArray integers) {
    try (LongStream all = all(integers)) {
      return all.toArray();
    }
  }

  private static LongStream all(NDArray indices) {
    if (indices.getDevice().isGpu() || indices.isEmpty()) {
      return LongStream.empty();
    }
    long size = indices.size();
    if (size <= MAX_READ) {
      return Arrays.stream(read(indices));
    }
    NDArray flat = Kernels.call(LibTorch.manager(), "flat_on_cpu", Recorder.readable(indices));
    return LongStream.iterate(0, start -> start < size, start -> start + MAX_READ)
        .flatMap(start -> part(flat, start, Math.min(MAX_READ, size - start)))
        .onClose(flat::close);
  }

  private static LongStream part(NDArray flat, long start, long length) {
    try (NDArray part = Kernels.call(LibTorch.manager(), "part", flat, start, length)) {
      return Arrays.stream(read(part));
    }
  }

  private static long[] read(NDArray indices) {
    NDArray readable = Recorder.readable(indices);
    return switch (indices.getDataType()) {
      case INT64 -> readable.toLongArray();
      case INT32 -> Arrays.stream(readable.toIntArray()).asLongStream().toArray();
      case UINT8 -> Arrays.stream(readable.toUint8Array()).asLongStream().toArray();
      default -> throw new IllegalArgumentException("no index type: " + indices.getDataType());
    };
  }
}
