package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.golden.GoldenCase;
import io.github.torchrnn.golden.Processor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares with every case that {@code scripts/python/make_golden.py} made with the reference
 * torch. The folders are those of the system property {@code golden.dir}, by default the committed
 * ones:
 *
 * <pre>{@code
 * make_golden.py --seed S --cases N --out DIR
 * mvn test -Dtest=ParityTest -Dgolden.dir=DIR
 * }</pre>
 *
 * <p>Numbers are the same to the last bit, gradients and weights after several steps among them.
 * Each case that records is run once more without. Two exceptions are bounded: a processor of
 * another kind than the one on which the goldens were made, and LSTMs that record nothing where
 * oneDNN is wrong and another way is gone.
 */
class ParityTest {

  /** Each was made on one processor. */
  private static final List<Path> FOLDERS =
      Stream.of(
              System.getProperty(
                      "golden.dir", "src/test/resources/golden,src/test/resources/golden/more")
                  .split(","))
          .map(Path::of)
          .toList();

  @TestFactory
  Stream<DynamicTest> everyCaseIsTorchs() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path folder : FOLDERS) {
      tests.addAll(everyCaseIn(folder));
    }
    return tests.stream();
  }

  private static List<DynamicTest> everyCaseIn(Path folder) throws IOException {
    Processor made = made(folder);
    Processor here = Processor.here();
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.gz")).sorted().toList()) {
        for (JsonObject golden : read(file)) {
          String id = golden.get("id").getAsString();
          tests.add(DynamicTest.dynamicTest(id, () -> GoldenCase.of(golden).check(made, here)));
        }
      }
    }
    assertFalse(tests.isEmpty(), "no goldens in " + folder);
    tests.add(
        DynamicTest.dynamicTest(
            "compared to the last bit",
            () ->
                assumeTrue(
                    made.roundsAs(here),
                    "with a tolerance: the goldens were made on %s, and this is %s; those made here"
                            .formatted(made, here)
                        + " are compared to the last bit")));
    return tests;
  }

  private static Processor made(Path folder) throws IOException {
    String versions = Files.readString(folder.resolve("versions.json"));
    return new Processor(
        JsonParser.parseString(versions).getAsJsonObject().get("processor").getAsString());
  }

  private static List<JsonObject> read(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }
  }
}
