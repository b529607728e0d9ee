package io.github.torchrnn.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own, of Java or Python. */
final class Child {

  private final List<String> command;
  private final Threads threads;

  private Child(List<String> command, Threads threads) {
    this.command = command;
    this.threads = threads;
  }

  static Child java(Threads threads, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dai.djl.offline=true");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(threads.javaOptions());
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return new Child(command, threads);
  }

  static Child of(Threads threads, List<String> command) {
    return new Child(command, threads);
  }

  static Child python(Threads threads, String python, Path script, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-B", script.toString()));
    command.addAll(arguments);
    return new Child(command, threads);
  }

  /** Runs it to its end, and returns what it printed. */
  String run() throws IOException, InterruptedException {
    Path output = Files.createTempFile("bench", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(Redirect.INHERIT);
      threads.applyTo(builder.environment());
      int code = builder.start().waitFor();
      if (code != 0) {
        throw new IOException(command.get(0) + " ended with exit code " + code);
      }
      return Files.readString(output);
    } finally {
      Files.delete(output);
    }
  }
}
