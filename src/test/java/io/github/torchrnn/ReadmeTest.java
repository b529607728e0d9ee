package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.Snippets.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The snippets of the README and of all pages run and print what is shown, and links lead
 * somewhere.
 */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final List<Path> FOLDERS =
      List.of(Path.of("src/site/markdown"), Path.of(".github"));

  /** Needs Spark: a test of src/spark compares its snippets with code that it runs. */
  private static final String SPARK = "spark.md";

  /** Run by {@link PicturesPageTest}, which looks at what it draws. */
  private static final String PICTURES = "pictures.md";

  private static final Path QUESTIONS = Path.of("src/site/markdown/questions.md");
  private static final Path SPRING = Path.of("src/it/spring-boot/src/main/java/consumer");

  /** Java that no shell runs. */
  private static final Pattern FENCED = Pattern.compile("(?ms)^~~~java\n(.*?)^~~~$");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern COORDINATES =
      Pattern.compile("(([a-z]\\w*(?:\\.\\w+)+):[a-z][\\w-]*):(\\d[\\w.-]*\\w)");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(README));
    for (Path folder : FOLDERS) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  static List<Path> pagesWithJava() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path page : pages()) {
      boolean elsewhere = page.endsWith(SPARK) || page.endsWith(PICTURES);
      if (!elsewhere && Files.readString(page).contains("```java")) {
        pages.add(page);
      }
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pagesWithJava")
  void everySnippetRuns(Path page) throws IOException {
    List<Example> examples = Snippets.of(page);
    assertEquals(Files.readString(page).split("```java", -1).length - 1, examples.size());
    try (Snippets snippets = new Snippets()) {
      for (Example example : examples) {
        String printed = snippets.run(example.java());
        Near.recordedText(example.prints() == null ? "" : example.prints(), printed);
      }
    }
  }

  /** Needs Spring: the build starts that application and asks it. */
  @Test
  void theApplicationOfSpringIsThatOfThePage() throws IOException {
    StringBuilder application = new StringBuilder();
    for (String name : List.of("Consumer", "ScoreController", "Net", "Scorer")) {
      application.append(Files.readString(SPRING.resolve(name + ".java")));
    }
    String page = Files.readString(QUESTIONS);
    List<String> parts = new ArrayList<>();
    FENCED.matcher(page).results().forEach(block -> parts.add(block.group(1)));
    parts.add(page.substring(page.indexOf("class Scorer"), page.indexOf("\ntry (Scorer")));
    assertEquals(3, parts.size());
    String java = unindented(application.toString());
    for (String part : parts) {
      assertTrue(java.contains(unindented(part)), part);
    }
  }

  private static String unindented(String java) {
    return java.replaceAll("(?m)^ +", "");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String[] target = link.group(1).split("#", 2);
      if (target[0].contains(":")) {
        continue;
      }
      Path file = target[0].isEmpty() ? page : page.resolveSibling(target[0]).normalize();
      assertTrue(Files.exists(file), () -> page + " links to " + file);
      if (target.length == 2) {
        assertTrue(anchors(file).contains(target[1]), () -> page + " links to " + link.group(1));
      }
    }
  }

  @Test
  void everyPageIsLinkedInTheReadme() throws IOException {
    String readme = Files.readString(README);
    for (Path page : pages()) {
      String link = "](" + page.toString().replace('\\', '/') + ")";
      assertTrue(page.equals(README) || readme.contains(link), link);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyTestThatIsNamedIsThere(Path page) throws IOException {
    Set<String> tests = new HashSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
    }
    Matcher name = TEST.matcher(Files.readString(page));
    while (name.find()) {
      assertTrue(tests.contains(name.group(1)), name::group);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyVersionIsThatOfThePom(Path page) throws Exception {
    Map<String, Set<String>> versions = PomVersions.read(Path.of("pom.xml"));
    Matcher artifact = COORDINATES.matcher(Files.readString(page));
    while (artifact.find()) {
      Set<String> wanted =
          versions.getOrDefault(artifact.group(1), versions.get(artifact.group(2)));
      assertEquals(wanted, Set.of(artifact.group(3)), artifact.group());
    }
  }

  @Test
  void theReadmeEndsWithTheVersionsOfThePom() throws Exception {
    Map<String, Set<String>> versions = PomVersions.read(Path.of("pom.xml"));
    String djl = String.join("", versions.get("ai.djl:api"));
    String libTorch = String.join("", versions.get("ai.djl.pytorch:pytorch-native-cpu"));
    String wanted = "DJL " + djl + ", LibTorch " + libTorch + " (CUDA ";
    assertTrue(Files.readString(README).contains(wanted), wanted);
  }

  /** The names that forges give to headings. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .toList();
  }
}
