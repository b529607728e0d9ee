package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Near;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code --compiled} each program prints what it prints without, and says in the log how. */
class CompiledTest {

  private static final String WORDS = " --data src/test/resources/words";
  private static final String LOG = "Programs - ";
  private static final String COMPILED = LOG + "compiled a program of ";

  /** Command lines, and how many programs each may compile. */
  private static final Map<String, Integer> COMMANDS =
      Map.ofEntries(
          Map.entry("hello-rnn --seed 1", 1),
          Map.entry("hello-cell --seed 2", 1),
          Map.entry("hello-embedding --seed 3", 1),
          Map.entry("own-cell --seed 4", 5), // five networks
          Map.entry("names --epochs 3" + WORDS, 3),
          Map.entry("generate --epochs 2 --count 2" + WORDS, 3),
          Map.entry("forecast --epochs 10", 1),
          Map.entry("surnames --epochs 1" + WORDS, 3),
          Map.entry("gru-classifier --epochs 2 --hidden 16" + WORDS, 3),
          Map.entry("sentiment --epochs 2 --sentences 200", 3),
          Map.entry("translate --epochs 2 --pairs 200", 4), // two, for each side of the coin
          Map.entry("bilstm-crf --seed 1 --epochs 50", 2), // one a sentence
          Map.entry("surname-generator --epochs 2 --count 2" + WORDS, 3),
          Map.entry("echo --epochs 1", 1),
          Map.entry("window-regression --epochs 3", 3),
          Map.entry("tagger --epochs 50", 2),
          Map.entry("makemore --type rnn --epochs 1 --steps 20 --top-k 1" + WORDS, 1),
          Map.entry("makemore --type gru --epochs 1 --steps 10 --top-k 1" + WORDS, 1),
          Map.entry("word-language-model --tied --epochs 3 --emsize 32 --nhid 32", 2));

  /** The lines of each command, those of the log among them. */
  private static final Map<String, List<String>> PRINTED = new LinkedHashMap<>();

  @BeforeAll
  static void runAllCompiled() throws Exception {
    ChildJvm.Result result =
        new ChildJvm()
            .option("-Dorg.slf4j.simpleLogger.log.io.github.torchrnn.jit=debug")
            .run(CompiledRuns.class, COMMANDS.keySet().toArray(new String[0]));
    assertEquals(0, result.code(), result.output());
    List<String> lines = new ArrayList<>();
    for (String line : result.output().lines().toList()) {
      if (line.startsWith(CompiledRuns.HEADING)) {
        lines = new ArrayList<>();
        PRINTED.put(line.substring(CompiledRuns.HEADING.length()), lines);
      } else {
        lines.add(line);
      }
    }
  }

  private static Stream<String> commands() {
    return COMMANDS.keySet().stream().sorted();
  }

  /** Equal texts, and decimal numbers to one unit in the last digit. */
  @ParameterizedTest
  @MethodSource("commands")
  void theLinesAreThoseOfSingleCalls(String command) {
    Run single = Run.of(command.split(" "));
    List<String> lines = PRINTED.get(command).stream().filter(line -> !isLog(line)).toList();
    Near.text(single.out(), String.join("\n", lines) + "\n");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fewProgramsAreCompiledAndNothingElseIsRun(String command) {
    List<String> log = PRINTED.get(command).stream().filter(CompiledTest::isLog).toList();
    assertTrue(log.stream().allMatch(line -> line.contains(COMPILED)), () -> log.toString());
    assertTrue(!log.isEmpty() && log.size() <= COMMANDS.get(command), () -> log.toString());
  }

  private static boolean isLog(String line) {
    return line.contains(LOG);
  }

  @Test
  void wordsOneByOneAreNotCompiled() {
    assertEquals(
        new Run("", "tutorial: --one-by-one is for single calls, not for --compiled\n", 1),
        Run.of("names", "--one-by-one", "--compiled"));
  }

  @Test
  void stepsOfManyLossesAreNotCompiled() {
    assertEquals(
        new Run("", "tutorial: LBFGS is for single calls, not for --compiled\n", 1),
        Run.of("time-sequence", "--compiled"));
  }
}
