package io.github.torchrnn.internal.archive;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A copy of a tensor's numbers as bytes: the same each time they are read, even if another thread
 * changes the tensor.
 */
public final class TensorBytes implements AutoCloseable {

  /** The number of elements that are fetched from LibTorch at once. */
  private static final int PART_ELEMENTS = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final NDArray flat;

  private TensorBytes(NDArray flat) {
    this.flat = flat;
  }

  /** Copies the numbers in row-major order, whatever the tensor's strides and device. */
  public static TensorBytes copy(NDArray tensor) {
    return new TensorBytes(Kernels.call(LibTorch.manager(), "flat_copy", tensor));
  }

  /** The size of a tensor's numbers in bytes. */
  public static long size(NDArray tensor) {
    return tensor.size() * tensor.getDataType().getNumOfBytes();
  }

  /** The size in bytes. */
  public long size() {
    return size(flat);
  }

  /** Writes the bytes, a part at a time. */
  public void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long start = 0; start < flat.size(); start += PART_ELEMENTS) {
      long length = Math.min(PART_ELEMENTS, flat.size() - start);
      try (NDArray part = Kernels.call(LibTorch.manager(), "part", flat, start, length)) {
        ByteBuffer bytes = part.toByteBuffer(true);
        while (bytes.hasRemaining()) {
          int count = Math.min(buffer.length, bytes.remaining());
          bytes.get(buffer, 0, count);
          out.write(buffer, 0, count);
        }
      }
    }
  }

  @Override
  public void close() {
    flat.close();
  }
}
