package io.github.torchrnn.io;

/**
 * The memory that reading a file may take, so that a small hostile file cannot exhaust it. It grows
 * with the file; real files stay far below it.
 */
final class Budget {

  /** The bytes that a file of any size may take. */
  private static final long BASE = 64L << 20;

  /** The further bytes that each byte of the file adds. */
  private static final int PER_FILE_BYTE = 2;

  /** The divisor of Java's heap for the part that one file may fill. */
  private static final int HEAP_SHARE = 4;

  private final long fileBytes;
  private final long maxObjects;
  private final long maxNumbers;
  private long objects;
  private long numbers;

  Budget(long fileBytes) {
    this.fileBytes = fileBytes;
    maxNumbers = BASE + PER_FILE_BYTE * fileBytes;
    maxObjects = Math.min(maxNumbers, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** Counts bytes of Java's heap before they are taken. */
  void objects(long bytes) throws TorchFormatException {
    objects += bytes;
    if (bytes > maxObjects || objects > maxObjects) {
      throw new TorchFormatException(
          "has %s bytes, but its objects need more memory than the %s bytes it may take"
              .formatted(fileBytes, maxObjects));
    }
  }

  /** Counts bytes of LibTorch's memory before they are taken. */
  void numbers(long bytes) throws TorchFormatException {
    if (!holds(bytes)) {
      throw new TorchFormatException(
          "has %s bytes, but its tensors need more memory than the %s bytes they may take"
              .formatted(fileBytes, maxNumbers));
    }
    numbers += bytes;
  }

  /** Whether an array of that many bytes is not too large for the file. */
  boolean holds(long bytes) {
    return bytes <= maxNumbers - numbers;
  }
}
