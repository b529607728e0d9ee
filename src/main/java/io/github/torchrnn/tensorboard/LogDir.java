package io.github.torchrnn.tensorboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The folder of a run that has none: {@code runs/May04_22-14-54_HOST}, as torch names it. */
final class LogDir {

  /** Where Linux has the name without asking a name server. */
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  private LogDir() {}

  static Path of(LocalDateTime time, String comment) {
    String start = DateTimeFormatter.ofPattern("MMMdd_HH-mm-ss", Locale.US).format(time);
    return Path.of("runs", start + "_" + host() + comment);
  }

  /** The name of this machine. */
  static String host() {
    try {
      return Files.readString(HOST).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "localhost";
      }
    }
  }
}
