package io.github.torchrnn.bench;

import io.github.torchrnn.tutorial.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs from the start of their process to its end, as somebody types them: {@code
 * scripts/tutorial NAME --compiled}, and the Python twin.
 */
final class WholePrograms {

  /** The arguments of each. */
  private static final Map<String, List<String>> ARGUMENTS = new LinkedHashMap<>();

  static {
    ARGUMENTS.put("names", List.of());
    ARGUMENTS.put("generate", List.of("--epochs", "3"));
    ARGUMENTS.put("forecast", List.of());
    ARGUMENTS.put("hello-rnn", List.of("--epochs", "20000"));
    ARGUMENTS.put("hello-cell", List.of("--epochs", "20000"));
  }

  private final Path root;

  /** The words that Java has and Python has to read. */
  private Path words;

  WholePrograms(Path root) {
    this.root = root;
  }

  /** Runs a program of this library once, and returns its microseconds. */
  double java(String work) throws IOException, InterruptedException {
    String name = name(work);
    Path script = root.resolve("scripts/tutorial").toAbsolutePath();
    // Builds where that has not been done, and fills the caches.
    Child.of(Threads.ONE, List.of(script.toString(), name, "--epochs", "0")).run();
    List<String> command = new ArrayList<>(List.of(script.toString(), name, "--compiled"));
    command.addAll(ARGUMENTS.get(name));
    return micros(Child.of(Threads.ONE, command));
  }

  /** Runs its Python twin once. */
  double python(String work, String python) throws IOException, InterruptedException {
    String name = name(work);
    List<String> arguments = new ArrayList<>(ARGUMENTS.get(name));
    if (name.equals("names") || name.equals("generate")) {
      arguments.addAll(List.of("--data", words().toString()));
    }
    Path script = root.resolve("scripts/python").resolve(name.replace('-', '_') + ".py");
    List<String> untrained = new ArrayList<>(arguments);
    untrained.addAll(List.of("--epochs", "0"));
    Child.python(Threads.ONE, python, script, untrained).run();
    return micros(Child.python(Threads.ONE, python, script, arguments));
  }

  private static String name(String work) {
    return work.substring(work.indexOf('.') + 1);
  }

  private static double micros(Child program) throws IOException, InterruptedException {
    long start = System.nanoTime();
    program.run();
    return (System.nanoTime() - start) / 1e3;
  }

  private Path words() throws IOException {
    if (words == null) {
      words = Files.createTempDirectory("words");
      Words.of(null).write(words);
    }
    return words;
  }
}
