package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The numbers of a tensor as bytes, a part at a time. */
public final class TensorBytes {

  private static final int PART = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private TensorBytes() {}

  public static long size(NDArray tensor) {
    return tensor.size() * tensor.getDataType().getNumOfBytes();
  }

  /** Writes the numbers in the order of rows, whatever the tensor's strides and device. */
  public static void write(NDArray tensor, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (NDArray flat = Kernels.call(Kernels.manager(), "flat_on_cpu", tensor)) {
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
  }
}
