package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.torchrnn.Snippets.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every snippet of the README runs, and prints what the README says. */
class ReadmeTest {

  @Test
  void everySnippetRuns() throws IOException {
    List<Example> examples = Snippets.of(Path.of("README.md"));
    assertFalse(examples.isEmpty());
    try (Snippets snippets = new Snippets()) {
      for (Example example : examples) {
        String printed = snippets.run(example.java());
        assertEquals(example.prints() == null ? "" : example.prints(), printed, example.java());
      }
    }
  }
}
