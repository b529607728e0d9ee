package io.github.torchrnn.io;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/** A reader of stored elements into LibTorch's memory. */
final class TensorReader {

  /** The number of elements that one of Java's buffers shows. */
  private static final int PART = 1 << 27;

  /** The number of elements that are converted at once. */
  private static final int CONVERTED = 1 << 17;

  private TensorReader() {}

  /** Allocates an array for {@link #fill}, if the budget has room for it. */
  static NDArray empty(ElementType type, Budget budget, long... sizes) throws IOException {
    long bytes = type.heldBytes();
    for (long size : sizes) {
      bytes = Math.multiplyExact(bytes, size);
    }
    budget.numbers(bytes);
    try {
      return LibTorch.manager().create(new Shape(sizes), type.dataType());
    } catch (EngineException e) {
      throw new TorchFormatException(
          "has a tensor of " + bytes + " bytes, for which there is not enough memory");
    }
  }

  /** Reads elements in row-major order into a new array. */
  static void fill(NDArray array, ElementType type, ByteOrder order, ReadableByteChannel in)
      throws IOException {
    long count = array.size();
    if (count <= PART) {
      fillWhole(array, count, type, order, in);
      return;
    }
    try (NDArray flat = Kernels.call(LibTorch.manager(), "flat_on_cpu", array)) {
      for (long start = 0; start < count; start += PART) {
        long length = Math.min(PART, count - start);
        try (NDArray part = Kernels.call(LibTorch.manager(), "part", flat, start, length)) {
          fillWhole(part, length, type, order, in);
        }
      }
    }
  }

  private static void fillWhole(
      NDArray array, long count, ElementType type, ByteOrder order, ReadableByteChannel in)
      throws IOException {
    if (count == 0) {
      return;
    }
    ByteBuffer numbers = array.toByteBuffer(true);
    if (type.isStoredAsHeld(order)) {
      readAll(in, numbers);
    } else {
      ByteBuffer stored =
          ByteBuffer.allocate((int) Math.min(count, CONVERTED) * type.bytes()).order(order);
      for (long left = count; left > 0; left -= CONVERTED) {
        readAll(in, stored.clear().limit((int) Math.min(left, CONVERTED) * type.bytes()));
        type.convert(stored.flip(), numbers);
      }
    }
  }

  private static void readAll(ReadableByteChannel in, ByteBuffer to) throws IOException {
    while (to.hasRemaining()) {
      if (in.read(to) < 0) {
        throw new TorchFormatException("is truncated within a tensor");
      }
    }
  }
}
