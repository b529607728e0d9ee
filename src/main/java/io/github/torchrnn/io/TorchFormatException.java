package io.github.torchrnn.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be: the message names the file and what is wrong. */
public class TorchFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Something is wrong with a file. */
  public TorchFormatException(Path file, String wrong) {
    super(file + ": " + wrong);
  }

  /** Something is wrong with a file that is known further up. */
  TorchFormatException(String wrong) {
    super(wrong);
  }
}
