package io.github.torchrnn.io;

/**
 * The memory that reading a file may take, so that a small hostile one cannot take all there is. It
 * grows with the file: what real files hold stays far below it.
 */
final class Budget {

  private static final long FREE = 64L << 20;
  private static final int TIMES = 2;

  /** The share of Java's heap that one file may fill. */
  private static final int HEAP_SHARE = 4;

  private final long fileBytes;
  private final long mostObjects;
  private final long mostNumbers;
  private long objects;
  private long numbers;

  Budget(long fileBytes) {
    this.fileBytes = fileBytes;
    mostNumbers = FREE + TIMES * fileBytes;
    mostObjects = Math.min(mostNumbers, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** Counts bytes of Java's heap before they are taken. */
  void objects(long bytes) throws TorchFormatException {
    objects += bytes;
    if (bytes > mostObjects || objects > mostObjects) {
      throw new TorchFormatException(
          "has %d bytes, and asks for objects of more than the %d bytes that are granted to it"
              .formatted(fileBytes, mostObjects));
    }
  }

  /** Counts bytes of LibTorch's memory before they are taken. */
  void numbers(long bytes) throws TorchFormatException {
    if (!holds(bytes)) {
      throw new TorchFormatException(
          "has %d bytes, and asks for numbers of more than the %d bytes that are granted to it"
              .formatted(fileBytes, mostNumbers));
    }
    numbers += bytes;
  }

  /** Whether an array of that many bytes is not too large for the file. */
  boolean holds(long bytes) {
    return bytes <= mostNumbers - numbers;
  }
}
