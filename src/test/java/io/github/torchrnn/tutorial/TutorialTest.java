package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TutorialTest {

  private static final Path RECORDED = Path.of("src/test/resources/tutorial");
  private static final Pattern NAME = Pattern.compile("([a-z-]+)-seed(\\d+)(?:-epochs(\\d+))?.txt");

  /** In the order in which they run without a name. */
  private static final List<String> ALL =
      List.of("rnn-cell", "rnn", "hello-cell", "hello-rnn", "hello-embedding", "own-cell");

  @TempDir private Path folder;

  /** The stdout of the Python twins, as scripts/python/record_tutorials.py recorded it. */
  @TestFactory
  Stream<DynamicTest> everyTutorialPrintsWhatPythonPrints() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(RECORDED)) {
      for (Path file : files.sorted().toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          List<String> args = new ArrayList<>(List.of(name.group(1), "--seed", name.group(2)));
          if (name.group(3) != null) {
            args.addAll(List.of("--epochs", name.group(3)));
          }
          tests.add(
              DynamicTest.dynamicTest(
                  String.join(" ", args),
                  () ->
                      Run.of(args.toArray(new String[0]))
                          .requirePrinted(Files.readString(file), "")));
        }
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  @Test
  void withoutANameAllRunAndReachTheWord() throws IOException {
    StringBuilder all = new StringBuilder();
    StringBuilder headings = new StringBuilder();
    for (String name : ALL) {
      List<String> lines = Files.readAllLines(RECORDED.resolve(name + "-seed42.txt"));
      String last = lines.get(lines.size() - 1);
      assertTrue(name.startsWith("rnn") || last.startsWith("Predicted string: ohlol,"), last);
      all.append(String.join("\n", lines)).append('\n');
      headings.append("-- ").append(name).append('\n');
    }
    Run.of().requirePrinted(all.toString(), headings.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope | no tutorial is named 'nope': rnn-cell, rnn, hello-cell, hello-rnn, hello-embedding, own-cell, names, generate, forecast, surnames, gru-classifier, sentiment, translate, tagger, makemore, word-language-model, time-sequence, bilstm-crf, surname-generator, echo, window-regression",
        "rnn --seed x | Invalid value for option '--seed': 'x' is not a long",
        "rnn --device tpu | --device is cpu or cuda",
        "hello-rnn --epochs -1 | --epochs must not be negative",
        "rnn --what | Unknown option: '--what'",
        "rnn --save x.pt | this tutorial has no weights to load or save",
        "hello-rnn --save x.zip | weights are a .pt or a .safetensors file",
        "--save x.pt | --load, --save and --export need the name of a tutorial",
        "--plot x.png | --plot and --csv need the name of a tutorial",
        "rnn --csv x.csv | this tutorial has no losses to write",
      })
  void aBadLineIsOneLineAndExit2(String line, String message) {
    assertEquals(new Run("", "tutorial: " + message + "\n", 2), Run.of(line.split(" ")));
  }

  @Test
  void helpListsTheNames() {
    String help = Run.of("--help").out();
    for (String name : ALL) {
      assertTrue(help.contains(name), help);
    }
  }

  @ParameterizedTest
  @CsvSource({"rnn-cell", "rnn"})
  void aPlotIsAPicture(String name) throws IOException {
    Path file = folder.resolve("plot.png");
    assertEquals(0, Run.of(name, "--plot", file.toString()).code());
    BufferedImage picture = ImageIO.read(file.toFile());
    assertArrayEquals(new int[] {800, 500}, new int[] {picture.getWidth(), picture.getHeight()});
    assertEquals(0xFFFFFFFF, picture.getRGB(2, 2), "drawn on white");
  }

  /** Before anything is trained. */
  @ParameterizedTest
  @ValueSource(strings = {"--plot", "--csv", "--save", "--export"})
  void aFileThatCannotBeWrittenIsOneLine(String option) throws IOException {
    Path missing = folder.resolve("no/such");
    Path file = missing.resolve("file.pt");
    requireRefused(option, file, "there is no folder " + missing);
    Files.createDirectories(file);
    requireRefused(option, file, "is a folder");
  }

  private static void requireRefused(String option, Path file, String why) {
    assertEquals(
        new Run("", "tutorial: %s %s: %s\n".formatted(option, file, why), 1),
        Run.of("hello-rnn", option, file.toString()));
  }

  /** Ten epochs, saved, and the first line of five more. */
  @ParameterizedTest
  @CsvSource({"hello-cell,pt", "hello-rnn,safetensors", "hello-embedding,pt"})
  void trainingGoesOnFromSavedWeights(String name, String format) {
    String file = folder.resolve("weights." + format).toString();
    assertEquals(0, Run.of(name, "--epochs", "10", "--save", file).code());
    String next = Run.of(name, "--epochs", "11").out().lines().skip(10).findFirst().orElseThrow();
    String first = Run.of(name, "--epochs", "1", "--load", file).out();
    assertEquals(next.replaceAll("\\[.*]", "[]"), first.strip().replaceAll("\\[.*]", "[]"));
  }

  @ParameterizedTest
  @CsvSource({"hello-cell", "hello-rnn", "hello-embedding"})
  void theNetworkIsExported(String name) throws IOException {
    Path file = folder.resolve("network.pt");
    assertEquals(0, Run.of(name, "--epochs", "2", "--export", file.toString()).code());
    assertTrue(Files.size(file) > 1000);
    assertEquals(
        new Run(
            "",
            "tutorial: io.github.torchrnn.io.TorchFormatException: "
                + file
                + ": is a TorchScript archive, not a state_dict: load it with DJL's Criteria\n",
            1),
        Run.of(name, "--load", file.toString()));
  }

  @Test
  void weightsOfAnotherNetworkAreOneLine() {
    String file = folder.resolve("cell.pt").toString();
    assertEquals(0, Run.of("hello-cell", "--save", file).code());
    Run run = Run.of("hello-rnn", "--load", file);
    assertEquals(1, run.code());
    assertTrue(
        run.err().startsWith("tutorial: Error(s) in loading state_dict for Net: "), run.err());
    assertEquals(1, run.err().lines().count());
  }
}
