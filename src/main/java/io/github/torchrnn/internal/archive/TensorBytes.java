package io.github.torchrnn.internal.archive;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The numbers of a tensor as bytes: a copy, so that they are the same each time they are read,
 * whatever another thread does to the tensor.
 */
public final class TensorBytes implements AutoCloseable {

  private static final int PART = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final NDArray flat;

  private TensorBytes(NDArray flat) {
    this.flat = flat;
  }

  /** Copies the numbers in the order of rows, whatever the tensor's strides and device. */
  public static TensorBytes copy(NDArray tensor) {
    return new TensorBytes(Kernels.call(Kernels.manager(), "flat_copy", tensor));
  }

  /** The bytes of a tensor's numbers. */
  public static long size(NDArray tensor) {
    return tensor.size() * tensor.getDataType().getNumOfBytes();
  }

  /** How many there are. */
  public long size() {
    return size(flat);
  }

  /** Writes them, a part at a time. */
  public void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (long start = 0; start < flat.size(); start += PART) {
      long length = Math.min(PART, flat.size() - start);
      try (NDArray part = Kernels.call(Kernels.manager(), "part", flat, start, length)) {
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
