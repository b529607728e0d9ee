package io.github.torchrnn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A JVM of its own for a test's main, so that a crash is a failure with a name. */
public final class ChildJvm {

  private final List<String> options = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> unset = new ArrayList<>();
  private Predicate<String> classPath = entry -> true;
  private boolean terminal;

  /** How it ended, and what it printed to both streams. */
  public record Result(int code, String output) {}

  /** Adds an option: {@code -Xmx256m} or {@code -Dname=value}. */
  public ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Adds a variable to the environment. */
  public ChildJvm variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Leaves variables of the environment out. */
  public ChildJvm unset(String... variables) {
    unset.addAll(List.of(variables));
    return this;
  }

  /** Gives it a terminal for all its streams, by script of util-linux. */
  public ChildJvm atTerminal() {
    terminal = true;
    return this;
  }

  /** Leaves the entries of the class path out whose name contains a text. */
  public ChildJvm without(String text) {
    classPath = classPath.and(entry -> !entry.contains(text));
    return this;
  }

  /** Runs a main to its end. */
  public Result run(Class<?> main, String... args) throws IOException, InterruptedException {
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process = start(output, main, args);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /** Starts a main. */
  public Process start(Path output, Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(options);
    command.add("-cp");
    List<String> entries = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
      if (classPath.test(entry)) {
        entries.add(entry);
      }
    }
    command.add(String.join(System.getProperty("path.separator"), entries));
    command.add(main.getName());
    command.addAll(List.of(args));
    if (terminal) {
      command = List.of("script", "-qec", String.join(" ", command), "/dev/null");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeAll(unset);
    builder.environment().putAll(variables);
    return builder.start();
  }
}
