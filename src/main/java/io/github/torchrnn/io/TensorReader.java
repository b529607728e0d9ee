package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads stored numbers into LibTorch's memory, a part at a time. */
final class TensorReader {

  private static final int PART = 1 << 18;

  private TensorReader() {}

  /**
   * Reads a one-dimensional array.
   *
   * @param in little-endian numbers, whose length the caller has compared with the file's
   */
  static NDArray read(InputStream in, ElementType type, long count) throws IOException {
    NDArray target = Kernels.manager().create(new Shape(count), type.dataType());
    try {
      byte[] bytes = new byte[(int) Math.min(PART, count) * type.bytes()];
      for (long start = 0; start < count; start += PART) {
        int length = (int) Math.min(PART, count - start);
        int size = length * type.bytes();
        if (in.readNBytes(bytes, 0, size) < size) {
          throw new EOFException("ends within a tensor");
        }
        ByteBuffer part =
            ByteBuffer.allocateDirect(length * type.dataType().getNumOfBytes())
                .order(ByteOrder.nativeOrder());
        type.convert(ByteBuffer.wrap(bytes, 0, size).order(ByteOrder.LITTLE_ENDIAN), part);
        part.flip();
        try (NDArray numbers = Kernels.manager().create(part, new Shape(length), type.dataType())) {
          Kernels.update("fill_part", target, start, numbers);
        }
      }
      return target;
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }
}
