package io.github.torchrnn.soak;

import io.github.torchrnn.internal.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process holds. */
final class Memory {

  private Memory() {}

  /** The resident memory in MiB, on Linux. */
  static double residentMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS");
  }

  /** The arrays that no scope and no manager of a caller's has freed. */
  static int arrays() {
    return LibTorch.manager().getManagedArrays().size();
  }
}
