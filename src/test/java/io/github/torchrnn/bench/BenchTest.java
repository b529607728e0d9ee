package io.github.torchrnn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every benchmark runs once under JMH and finds its row. How fast, no test says. */
class BenchTest {

  private static final List<Row> ROWS = Rows.all();

  private static List<Result> results;

  @TempDir private Path folder;

  @BeforeAll
  static void runEveryBenchmarkOnce() throws Exception {
    // Another build on this machine may run its own.
    System.setProperty("jmh.ignoreLock", "true");
    Rounds rounds = new Rounds(Path.of(""), ROWS, 1, new Rounds.Time(0, 0), null, false);
    Set<String> benchmarks = new HashSet<>(rounds.benchmarks(Rounds.Group.LIBRARY));
    benchmarks.addAll(rounds.benchmarks(Rounds.Group.DJL));
    Medians javas = new Medians();
    javas.add(Threads.ONE, Jmh.micros(benchmarks, 0, 10));
    javas.add(Threads.ONE, Map.of(StartUp.START, 800_000.0, StartUp.MEMORY, 160.0));
    for (Rounds.Group group : List.of(Rounds.Group.THIRD_STEP, Rounds.Group.PROGRAM)) {
      rounds.benchmarks(group).forEach(work -> javas.add(Threads.ONE, Map.of(work, 1e6)));
    }
    Medians pythons = new Medians();
    pythons.add(Threads.ONE, Map.of(StartUp.START, 1_600_000.0, "HelloRnn.step", 500.0));
    results = Result.of(ROWS, Threads.ONE, 1, javas, pythons);
  }

  @Test
  void everyRowIsMeasured() {
    // JavaCPP is not here.
    assertEquals(
        ROWS.stream().filter(row -> !String.valueOf(row.other()).startsWith("JavaCpp")).toList(),
        results.stream().map(Result::row).toList());
    assertTrue(results.stream().allMatch(result -> result.java() > 0));
    Result hello = results.get(0);
    assertEquals(hello.java() / 500, hello.ratio());
    assertTrue(hello.rawDjl() > 0 && hello.djlTrainer() > 0);
  }

  @Test
  void theFileHasAnObjectForEachRow() throws IOException {
    Path file = folder.resolve("bench.json");
    Json.write(results, file);
    List<JsonElement> entries =
        JsonParser.parseString(Files.readString(file)).getAsJsonArray().asList();
    assertEquals(results.size(), entries.size());
    JsonObject memory = entries.get(entries.size() - 1).getAsJsonObject();
    assertEquals(
        JsonParser.parseString(
            """
            {"work": "peak memory of that, MB", "threads": 1, "javaMicros": 160.0,
             "pythonMicros": null, "ratio": null, "goal": 0.75}"""),
        memory);
  }

  @Test
  void theTableAlignsAsText() {
    List<Result> last = results.subList(results.size() - 2, results.size());
    assertEquals(
        """
        | Work, in microseconds         | torchrnn |  Python | ratio | raw DJL | DJL's Trainer | JavaCPP |
        | ----------------------------- | -------: | ------: | ----: | ------: | ------------: | ------: |
        | process start to first output |   800000 | 1600000 |  0.50 |         |               |         |
        | peak memory of that, MB       |    160.0 |         |       |         |               |         |
        """,
        Table.of(last));
    assertEquals(
        """
        | Work, in microseconds         | torchrnn |  Python | ratio |
        | ----------------------------- | -------: | ------: | ----: |
        | process start to first output |   800000 | 1600000 |  0.50 |
        """,
        Table.brief(last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/site/markdown/performance.md"})
  void thePagesSectionIsReplaced(Path page) throws IOException {
    Path copy = Files.copy(page, folder.resolve("copy.md"));
    Page.rewrite(copy, "a table: $1\n");
    String once = Files.readString(copy);
    assertTrue(once.contains("<!-- scripts/bench -->\n\na table: $1\n\n<!-- /scripts/bench -->"));
    Page.rewrite(copy, "a table: $1\n");
    assertEquals(once, Files.readString(copy));
  }

  @Test
  void theReadmeShowsRowsOfThePage() throws IOException {
    List<String> page = measured(Path.of("src/site/markdown/performance.md"));
    List<String> readme = measured(Path.of("README.md"));
    assertEquals(Rows.BRIEF.size(), readme.size());
    assertTrue(page.containsAll(readme), () -> readme + " of " + page);
  }

  /** The rows of the page's tables: work, this library's time, Python's and the ratio. */
  private static List<String> measured(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> ROWS.stream().anyMatch(row -> line.startsWith("| " + row.work() + " ")))
        .map(line -> String.join("|", Arrays.copyOf(line.replace(" ", "").split("\\|"), 5)))
        .toList();
  }

  @Test
  void aMedianIsTheMiddleOrBetweenTheTwo() {
    assertEquals(2, Medians.of(List.of(3.0, 1.0, 2.0)));
    assertEquals(2.5, Medians.of(List.of(4.0, 1.0, 2.0, 3.0)));
  }
}
