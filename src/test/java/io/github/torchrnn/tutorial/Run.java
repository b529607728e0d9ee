package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.torchrnn.Near;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The output of a command line of the tutorials, and its exit code. */
record Run(String out, String err, int code) {

  static Run of(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.run(args);
      return new Run(
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8),
          code);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Fails where it printed another text than Python, or failed. */
  void requirePrinted(String expectedOut, String expectedErr) {
    assertEquals(expectedErr, err);
    Near.recordedText(expectedOut, out);
    assertEquals(0, code);
  }
}
