package io.github.torchrnn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShellException;

/** Runs the Java of a Markdown page as a reader would, one block after the other in jshell. */
final class Snippets implements AutoCloseable {

  private static final Pattern BLOCK =
      Pattern.compile("^```(java|text)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** What scripts/jshell imports. */
  private static final Path IMPORTS = Path.of("scripts/lib/imports.jsh");

  private final JavaShell shell = new JavaShell();

  Snippets() throws IOException {
    evaluate(Files.readString(IMPORTS));
  }

  /** A block of Java, and the block of text after it that shows what it prints, or null. */
  record Example(String java, String prints) {}

  static List<Example> of(Path page) throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      if (block.group(1).equals("java")) {
        examples.add(new Example(block.group(2), null));
      } else {
        Example last = examples.remove(examples.size() - 1);
        examples.add(new Example(last.java, block.group(2)));
      }
    }
    return examples;
  }

  /** Runs code, and returns what it printed. */
  String run(String java) {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      evaluate(java);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    shell.close();
  }

  private void evaluate(String java) {
    try {
      shell.run(java);
    } catch (JShellException e) {
      throw new AssertionError(java, e);
    }
  }
}
