package io.github.torchrnn.bench;

import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNN;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process from its start to the first output of an RNN; its last line is its peak in kB. */
final class FirstOutput {

  private static final Path STATUS = Path.of("/proc/self/status");

  private FirstOutput() {}

  public static void main(String[] args) throws IOException {
    try (var scope = Torch.scope();
        RNN rnn = new RNN(4, 2)) {
      System.out.println(Torch.repr(rnn.forward(Torch.zeros(3, 1, 4)).output()));
    }
    System.out.println(peak());
  }

  /** The most memory that the process has held, or nothing where the system does not say. */
  private static String peak() throws IOException {
    if (!Files.exists(STATUS)) {
      return "";
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmHWM:")) {
        return line.replaceAll("\\D", "");
      }
    }
    return "";
  }
}
