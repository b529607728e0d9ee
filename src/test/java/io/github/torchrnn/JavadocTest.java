package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The class comments of layers and losses: torch's name for the search, and an example that prints
 * what it says, which {@code scripts/python/javadoc_examples.py} writes.
 */
class JavadocTest {

  private static final Path FOLDER = Path.of("src/main/java/io/github/torchrnn/nn");

  private static final Pattern EXAMPLE =
      Pattern.compile(
          "^<pre>\\{@code\\n((?:(?!//|}</pre>).*\\n)*)((?:// ?.*\\n)+)}</pre>$", Pattern.MULTILINE);

  private static Snippets shell;

  @BeforeAll
  static void open() throws IOException {
    shell = new Snippets();
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  /** The public modules that a program can make, but for the base of its own. */
  static List<Class<?>> layers() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .sorted()
          .filter(name -> !name.contains("-"))
          .<Class<?>>map(JavadocTest::type)
          .filter(TorchModule.class::isAssignableFrom)
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .filter(type -> !Modifier.isAbstract(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(
          "io.github.torchrnn.nn." + name, false, JavadocTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theExamplePrintsWhatPythonPrints(Class<?> layer) throws IOException {
    Matcher example = EXAMPLE.matcher(comment(layer));
    assertTrue(example.find(), "an example");
    String expected =
        example
            .group(2)
            .lines()
            .map(line -> line.replaceFirst("^// ?", ""))
            .collect(Collectors.joining("\n"));
    Near.recordedText(expected + "\n", shell.run(example.group(1)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theSearchFindsTorchsName(Class<?> layer) throws IOException {
    String words = comment(layer).replaceAll("\\s+", " ");
    assertTrue(words.contains("{@index torch.nn." + layer.getSimpleName() + "}"));
  }

  private static Path source(Class<?> layer) {
    return FOLDER.resolve(layer.getSimpleName() + ".java");
  }

  private static String comment(Class<?> layer) throws IOException {
    String source = Files.readString(source(layer));
    return source
        .substring(source.indexOf("/**"), source.indexOf("*/"))
        .lines()
        .map(line -> line.replaceFirst("^ \\* ?", ""))
        .collect(Collectors.joining("\n"));
  }
}
