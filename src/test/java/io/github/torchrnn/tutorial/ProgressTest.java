package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.torchrnn.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A bar at a terminal, and nothing of it anywhere else. */
class ProgressTest {

  private static final String LINES = "Epoch 1: 0.9375\nEpoch 2: 0.9375\n";

  @Test
  void nothingOfItGoesToAPipe() throws Exception {
    assertEquals(LINES, new ChildJvm().run(Bars.class).output());
  }

  @Test
  void aTerminalShowsItBetweenTheLines() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs util-linux's script");
    String output = new ChildJvm().atTerminal().run(Bars.class).output();
    String bar =
        "\rEpoch \\[2/2]  \\d+% \\[=+ *] \\d/8 \\(\\d:\\d\\d:\\d\\d / \\d:\\d\\d:\\d\\d\\) loss 0[.]";
    assertTrue(Pattern.compile(bar).matcher(output).find(), output);
    assertEquals(LINES, leftToSee(output));
  }

  /** The lines of a terminal, each of which was written over from its beginning. */
  private static String leftToSee(String output) {
    return Stream.of(output.split("\r*\n"))
        .map(ProgressTest::lastOfEachColumn)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String lastOfEachColumn(String line) {
    StringBuilder seen = new StringBuilder();
    for (String text : line.split("\r")) {
      seen.replace(0, Math.min(text.length(), seen.length()), text);
    }
    return seen.toString().stripTrailing();
  }
}
