package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever stops a training has the weights of the last epoch that was finished. */
class StoppedTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "false, pt, hello-rnn",
    "true, pt, hello-embedding",
    "true, safetensors, hello-cell",
    "true, pt, names --data src/test/resources/words",
  })
  void theFileIsThatOfAnEpoch(boolean kill, String format, String command) throws Exception {
    Path file = folder.resolve("weights." + format);
    Path output = folder.resolve("output.txt");
    String line = command + " --epochs 1000000 --save " + file;
    Process child = new ChildJvm().start(output, Main.class, line.split(" "));
    try {
      while (epochs(output).size() < 5 && child.isAlive()) {
        Thread.sleep(20);
      }
    } finally {
      if (kill) {
        child.destroyForcibly();
      } else {
        child.destroy();
      }
      child.waitFor();
    }
    List<String> printed = epochs(output);
    assertTrue(printed.size() >= 5, () -> "ended too soon: " + printed);

    // The file may be of the epoch before the last line, or of the next.
    Run more = Run.of((command + " --epochs " + (printed.size() + 2)).split(" "));
    List<String> losses = more.out().lines().filter(StoppedTest::isEpoch).map(this::loss).toList();
    assertEquals(printed.stream().map(this::loss).toList(), losses.subList(0, printed.size()));
    if (command.startsWith("hello")) {
      Run first = Run.of(command, "--epochs", "1", "--load", file.toString());
      assertEquals(0, first.code(), first.err());
      assertTrue(
          losses.subList(printed.size() - 1, losses.size()).contains(loss(first.out().strip())),
          () -> first.out() + losses);
    } else {
      Run loaded = Run.of((command + " --predict Grudnia --load " + file).split(" "));
      assertEquals(0, loaded.code(), loaded.err());
    }
  }

  private static List<String> epochs(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(StoppedTest::isEpoch)
        .toList();
  }

  private static boolean isEpoch(String line) {
    return line.contains("Epoch [");
  }

  private String loss(String line) {
    return line.substring(line.indexOf("loss="));
  }
}
