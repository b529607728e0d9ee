package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.torchrnn.golden.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {

  private static final Path RECORDED = Path.of("src/test/resources/tutorial/programs");
  private static final String WORDS = "src/test/resources/words";

  @TempDir private Path folder;

  /** Each file holds commands and what scripts/python/record_tutorials.py saw them print. */
  @TestFactory
  Stream<DynamicTest> everyProgramPrintsWhatPythonPrints() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(RECORDED)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        tests.add(
            DynamicTest.dynamicTest(
                text.substring(0, text.indexOf('\n')), () -> requirePrinted(text)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  private static void requirePrinted(String text) {
    for (String part : text.split("(?m)^[$] ")) {
      if (!part.isEmpty()) {
        int end = part.indexOf('\n');
        String command = part.substring(0, end);
        assumeFalse(
            isDrawnOnTheOther(command),
            "on Intel's processors LibTorch may draw with another library");
        Run.of(command.split(" ")).requirePrinted(part.substring(end + 1), "");
      }
    }
  }

  /** Recorded on a processor that draws otherwise: generate on AMD's, the others on Intel's. */
  private static boolean isDrawnOnTheOther(String command) {
    if (Processor.here().intel()) {
      return command.startsWith("generate");
    } else if (command.startsWith("makemore")) {
      return !command.endsWith("--top-k 1");
    }
    boolean dropsOut =
        command.startsWith("sentiment")
            || command.startsWith("surname-generator")
            || command.startsWith("word-language-model");
    return dropsOut && !command.contains("--dropout 0");
  }

  /** The loop of PyTorch's tutorial is the same training, up to rounding. */
  @Test
  void packedBatchesLearnWhatSingleWordsDo() {
    double[] packed = losses("names", "--data", WORDS, "--epochs", "3");
    double[] single = losses("names", "--data", WORDS, "--epochs", "3", "--one-by-one");
    assertArrayEquals(packed, single, 2e-4);
  }

  private static double[] losses(String... args) {
    return Run.of(args)
        .out()
        .lines()
        .filter(line -> line.contains(" loss="))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('=') + 1)))
        .toArray();
  }

  /** What was trained and saved is there when it is loaded, without more training. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "names --predict Grudnia --data " + WORDS,
        "generate --count 0 --data " + WORDS,
        "surnames --data " + WORDS,
        "gru-classifier --hidden 16 --data " + WORDS,
        "sentiment --sentences 100",
        "translate --pairs 100",
        "surname-generator --count 0 --data " + WORDS,
        "echo",
        "window-regression",
        "makemore --type gru --steps 10 --top-k 1 --data " + WORDS,
        "word-language-model --tied --emsize 16 --nhid 16 --words 0",
      })
  void aLoadedNetworkIsTheTrainedOne(String command) {
    String[] args = command.split(" ");
    String file = folder.resolve("weights.pt").toString();
    Run trained = Run.of(with(args, "--epochs", "2", "--save", file));
    Run loaded = Run.of(with(args, "--load", file));
    assertEquals(0, loaded.code(), loaded.err());
    String ofTraining = "(?m)^(Epoch|step|test loss|[|] end of epoch) .*\n";
    assertEquals(trained.out().replaceAll(ofTraining, ""), loaded.out());
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new);
  }

  /** A network that draws its first states says what it finds before the training and after. */
  @Test
  void aLoadedFieldFindsTheTrainedTags() {
    String file = folder.resolve("weights.pt").toString();
    Run trained = Run.of("bilstm-crf", "--epochs", "20", "--save", file);
    Run loaded = Run.of("bilstm-crf", "--load", file);
    assertEquals(0, loaded.code(), loaded.err());
    List<String> tags = tags(trained);
    assertNotEquals(tags.get(0), tags.get(1));
    assertEquals(List.of(tags.get(1), tags.get(1)), tags(loaded));
  }

  private static List<String> tags(Run run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("(tensor("))
        .map(line -> line.substring(line.indexOf('[')))
        .toList();
  }

  @Test
  void aForecastGoesOnFromSavedWeights() {
    String file = folder.resolve("weights.safetensors").toString();
    Run trained = Run.of("forecast", "--epochs", "2", "--save", file);
    Run loaded = Run.of("forecast", "--load", file);
    assertEquals(trained, loaded);
    assertTrue(loaded.out().contains("Then: "), loaded.out());
  }

  /** Its last lines are those that it begins with when it is loaded. */
  @Test
  void aLoadedTaggerIsTheTrainedOne() {
    String file = folder.resolve("weights.safetensors").toString();
    String trained = Run.of("tagger", "--epochs", "3", "--save", file).out();
    String loaded = Run.of("tagger", "--load", file).out();
    String scores = trained.substring(trained.indexOf("After 3 epochs\n")).substring(15);
    String net = trained.substring(0, trained.indexOf("Before"));
    assertEquals(net + "Before training\n" + scores + "After 0 epochs\n" + scores, loaded);
  }

  @Test
  void wavesGoOnFromSavedWeights() {
    String[] args = "time-sequence --waves 5 --length 10 --future 5".split(" ");
    String file = folder.resolve("weights.safetensors").toString();
    Run trained = Run.of(with(args, "--epochs", "1", "--save", file));
    Run loaded = Run.of(with(args, "--load", file));
    String ofTraining = "(?m)^(STEP|loss|test loss): .*\n";
    assertEquals(trained.out().replaceAll(ofTraining, ""), loaded.out());
    assertTrue(loaded.out().contains("Then: "), loaded.out());
  }

  /** The text of three files instead of the rhymes. */
  @Test
  void aTextIsReadFromAFolder() throws IOException {
    Files.writeString(folder.resolve("train.txt"), "a  b c\n d\n\na b\n");
    Files.writeString(folder.resolve("valid.txt"), "a b c\n");
    Files.writeString(folder.resolve("test.txt"), "b c e\n");
    Corpus corpus = Corpus.of(folder);
    assertEquals(List.of("a", "b", "c", "<eos>", "d", "e"), corpus.words());
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 3, 3, 0, 1, 3}, corpus.train().toLongArray());
    assertArrayEquals(new long[] {0, 1, 2, 3}, corpus.valid().toLongArray());
    assertArrayEquals(new long[] {1, 2, 5, 3}, corpus.test().toLongArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | names --what | Unknown option: '--what'",
        "2 | names --export x.pt | Unknown options: '--export', 'x.pt'",
        "2 | generate --epochs -1 | --epochs must not be negative",
        "2 | forecast --save x.zip | weights are a .pt or a .safetensors file",
        "1 | names --data no/such | java.nio.file.NoSuchFileException: no/such",
        "1 | names --data src | --data needs words of two languages or more, as LANGUAGE.txt files"
            + " in src",
        "1 | names --data src/test/resources/words --epochs 0 --predict 7 | --predict needs a word"
            + " of Latin letters",
        "1 | generate --judge no/such.pt | java.nio.file.NoSuchFileException: no/such.pt",
        "1 | generate --temperature 0 | --temperature must be greater than 0",
        "1 | sentiment --sentences 39 | --sentences is at least 40",
        "1 | sentiment --dropout 2 | dropout should be a number in range [0, 1] representing the"
            + " probability of an element being zeroed",
        "1 | translate --pairs 9 | --pairs is from 10 to 10000",
        "1 | makemore --type lstm | --type is rnn or gru",
        "1 | makemore --steps 0 | --steps and --samples are at least 1",
        "1 | makemore --top-k 0 | --top-k is at least 1",
        "1 | word-language-model --bptt 0 | --bptt and --batch-size are at least 1",
        "1 | word-language-model --temperature 0 | --temperature must be greater than 0",
        "1 | word-language-model --batch-size 400 | a part of the text has less than two words a"
            + " batch",
        "1 | word-language-model --data no/such | java.nio.file.NoSuchFileException:"
            + " no/such/train.txt",
        "1 | word-language-model --tied --emsize 8 | When using the tied flag, nhid must be equal to"
            + " emsize",
        "1 | time-sequence --waves 3 | --waves is at least 4, --length at least 2, --future at least"
            + " 0",
        "1 | forecast --future 0 | --future is at least 1, and leaves 2 of the 240 numbers to learn"
            + " from",
        "1 | forecast --future 239 | --future is at least 1, and leaves 2 of the 240 numbers to"
            + " learn from",
        "1 | surname-generator --temperature 0 | --temperature must be greater than 0",
        "1 | echo --steps 0 | --steps is from 1 to 4499",
        "1 | echo --steps 4500 | --steps is from 1 to 4499",
        "1 | window-regression --patience 0 | --window and --patience are at least 1, and a window"
            + " is shorter than the 192 numbers to learn from",
        "1 | window-regression --window 192 | --window and --patience are at least 1, and a window"
            + " is shorter than the 192 numbers to learn from",
      })
  void aBadLineIsOneLine(int code, String line, String message) {
    Run run = Run.of(line.split(" "));
    assertEquals("tutorial: " + message + "\n", run.err());
    assertEquals(code, run.code());
  }

  @ParameterizedTest
  @CsvSource({
    "names,--predict,--data",
    "generate,--temperature,--data",
    "forecast,--future,--data",
    "surnames,--seed,--data",
    "gru-classifier,--hidden,--data",
    "sentiment,--dropout,--sentences",
    "translate,--seed,--pairs",
    "bilstm-crf,--seed,--compiled",
    "surname-generator,--temperature,--data",
    "echo,--seed,--steps",
    "window-regression,--patience,--window",
    "tagger,--seed,--epochs",
    "makemore,--type,--data",
    "word-language-model,--tied,--data",
    "time-sequence,--waves,--length",
  })
  void helpTellsTheOptions(String name, String option, String other) {
    String help = Run.of(name, "--help").out();
    assertTrue(help.contains(option) && help.contains(other) && help.contains("--seed"), help);
    assertTrue(Run.of("--help").out().contains(name));
  }

  @Test
  void theJdkKnowsWordsOf18Languages() {
    Words words = Words.of(null);
    assertEquals(18, words.languages().size());
    words
        .byLanguage()
        .forEach(
            (language, list) -> {
              assertTrue(list.size() > 250, language + " has " + list.size());
              list.forEach(word -> assertEquals(word, Words.ascii(word)));
            });
    assertTrue(words.byLanguage().get("German").contains("Zypern"));
    assertTrue(words.byLanguage().get("Polish").contains("wrzesnia"));
  }

  @Test
  void wordsThatAreWrittenAreReadAgain() {
    Words words = Words.of(null);
    words.write(folder.resolve("words"));
    assertEquals(words, Words.of(folder.resolve("words")));
  }

  @Test
  void accentsAreDroppedAsInPython() {
    // words.ascii("Ślusàrski"), words.ascii("Łódź (2007–2009)"), words.ascii("Kuɗin")
    assertEquals("Slusarski", Words.ascii("Ślusàrski"));
    assertEquals("odz", Words.ascii("Łódź (2007–2009)"));
    assertEquals("Kuin", Words.ascii("Kuɗin"));
  }
}
