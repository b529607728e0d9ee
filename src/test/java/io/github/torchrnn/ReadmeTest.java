package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.torchrnn.Snippets.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every snippet of the README runs, and prints what the README says. */
class ReadmeTest {

  @TestFactory
  Stream<DynamicTest> everySnippetRuns() throws IOException {
    List<Example> examples = Snippets.of(Path.of("README.md"));
    assertFalse(examples.isEmpty());
    return IntStream.range(0, examples.size())
        .mapToObj(i -> DynamicTest.dynamicTest("snippet " + (i + 1), () -> check(examples.get(i))));
  }

  private static void check(Example example) {
    String printed = Snippets.run(example.java());
    assertEquals(example.prints() == null ? "" : example.prints(), printed);
  }
}
