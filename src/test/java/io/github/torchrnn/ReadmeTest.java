package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.torchrnn.Snippets.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every snippet of the README and of the page for newcomers runs, and prints what stands there. */
class ReadmeTest {

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/site/markdown/coming-from-pytorch.md"})
  void everySnippetRuns(Path page) throws IOException {
    List<Example> examples = Snippets.of(page);
    assertFalse(examples.isEmpty());
    try (Snippets snippets = new Snippets()) {
      for (Example example : examples) {
        String printed = snippets.run(example.java());
        Near.recordedText(example.prints() == null ? "" : example.prints(), printed);
      }
    }
  }
}
