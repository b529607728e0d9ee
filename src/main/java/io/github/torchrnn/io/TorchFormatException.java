package io.github.torchrnn.io;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown if a file is not of the expected format or is damaged; the message names the file. */
public class TorchFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** An error in a file; the message is {@code FILE: WRONG}. */
  public TorchFormatException(Path file, String wrong) {
    super(file + ": " + wrong);
  }

  /** An error in a file whose name the caller adds. */
  TorchFormatException(String wrong) {
    super(wrong);
  }
}
