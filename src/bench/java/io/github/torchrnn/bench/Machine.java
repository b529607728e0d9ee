package io.github.torchrnn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the times were measured on, in words. */
final class Machine {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static String name() throws IOException {
    return "%s, %d processors, %s"
        .formatted(
            processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"));
  }

  private static String processor() throws IOException {
    if (Files.exists(PROCESSORS)) {
      for (String line : Files.readAllLines(PROCESSORS)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
