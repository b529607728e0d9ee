package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.github.torchrnn.golden.GoldenCase;
import io.github.torchrnn.golden.GoldenFiles;
import io.github.torchrnn.golden.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    Processor made = Processor.recorder(folder.resolve("versions.json"));
    Processor here = Processor.here();
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl.gz")).sorted().toList()) {
        for (JsonObject golden : GoldenFiles.read(file)) {
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
}
