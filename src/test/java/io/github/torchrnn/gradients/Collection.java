package io.github.torchrnn.gradients;

import java.nio.ByteBuffer;

/** A garbage collection after which others use the direct memory that was let go. */
public final class Collection {

  private static final int BUFFERS = 400;

  private Collection() {}

  /** Collects, lets the buffers' cleaner work, and writes over what it has freed. */
  public static void run() {
    System.gc();
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (int k = 0; k < BUFFERS; k++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(4 + k % 64);
      while (buffer.hasRemaining()) {
        buffer.put((byte) 77);
      }
    }
  }
}
