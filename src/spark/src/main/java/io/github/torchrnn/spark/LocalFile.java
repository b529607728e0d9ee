package io.github.torchrnn.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of this machine that lives for one call: torch's files are read and written by path. */
final class LocalFile {

  /** A function that reads a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Path file) throws IOException;
  }

  /** A function that writes a file. */
  @FunctionalInterface
  interface Writer {
    void write(Path file) throws IOException;
  }

  private LocalFile() {}

  /**
   * Reads bytes as the file that they were.
   *
   * @param name of that file, for messages
   */
  static <T> T read(byte[] bytes, String name, Reader<T> reader) throws IOException {
    Path file = Files.createTempFile("torchrnn", ".pt");
    try {
      Files.write(file, bytes);
      return reader.read(file);
    } catch (IOException e) {
      throw new IOException(String.valueOf(e.getMessage()).replace(file.toString(), name), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The bytes of a file. */
  static byte[] bytes(Writer writer) throws IOException {
    Path file = Files.createTempFile("torchrnn", ".pt");
    try {
      writer.write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
