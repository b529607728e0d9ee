package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between packages and the doors to native code are those of the architecture page. */
class ArchitectureTest {

  private static final Path MAIN = Path.of("src/main/java");
  private static final Path EXAMPLES = Path.of("src/examples/java");
  private static final String ROOT = "io.github.torchrnn";
  private static final Pattern OURS =
      Pattern.compile(
          "^import (?:static )?(io\\.github\\.torchrnn[a-z.]*)\\.[A-Z]", Pattern.MULTILINE);

  /** Which packages each may import. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          entry("", ".internal", ".io"),
          entry(".nn", "", ".internal"),
          entry(".optim", "", ".internal"),
          entry(".data", "", ".internal"),
          entry(".distributions", "", ".internal"),
          entry(".io", ".internal", ".internal.archive"),
          entry(".jit", "", ".internal", ".internal.archive", ".nn", ".optim"),
          entry(".plot", "", ".internal", ".jit"),
          entry(".random", "", ".internal"),
          entry(".tensorboard", "", ".internal"),
          entry(
              ".tutorial",
              "",
              ".data",
              ".distributions",
              ".io",
              ".jit",
              ".nn",
              ".optim",
              ".plot",
              ".random",
              ".tensorboard"),
          entry(".internal", ".internal.start"),
          entry(".internal.start"),
          entry(".internal.archive", ".internal"));

  private static Map.Entry<String, Set<String>> entry(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  private static List<Path> sources() throws IOException {
    return sources(MAIN);
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  @Test
  void packagesImportOnlyThoseBelow() throws IOException {
    Map<String, Set<String>> wrong = new TreeMap<>();
    List<Path> all = new ArrayList<>(sources());
    all.addAll(sources(EXAMPLES));
    for (Path file : all) {
      Path root = file.startsWith(MAIN) ? MAIN : EXAMPLES;
      String type = root.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
      String from = type.replace(ROOT, "");
      Matcher imports = OURS.matcher(Files.readString(file));
      while (imports.find()) {
        String to = imports.group(1).replace(ROOT, "");
        Set<String> allowed = ALLOWED.getOrDefault(from, Set.of());
        if (!to.equals(from) && !allowed.contains(to)) {
          wrong.computeIfAbsent(from + " -> " + to, key -> new TreeSet<>()).add(name(file));
        }
      }
    }
    assertEquals(Map.of(), wrong);
  }

  /** {@code %d} writes other digits in some languages, which LibTorch's scripts do not know. */
  @Test
  void noTextDependsOnTheLocale() throws IOException {
    String number = "\"[^\"\\n]*%[-+0-9.,$]*[defg][^\"\\n]*\"";
    Set<String> wrong = new TreeSet<>();
    for (Path root : List.of(MAIN, EXAMPLES)) {
      // Programs print by PythonFormat, which knows no locales.
      Pattern local = Pattern.compile(number + (root == MAIN ? "" : "\\s*\\.formatted\\("));
      for (Path file : sources(root)) {
        String others = read(file).replaceAll("Locale\\.ROOT,\\s*\"[^\"]*\"", "");
        if (local.matcher(others).find()) {
          wrong.add(name(file));
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void onlyTheNamedDoorsReachTheEngine() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/architecture.md"));
    Set<String> doors = new TreeSet<>();
    for (Path file : sources()) {
      if (Pattern.compile("^import (static )?ai\\.djl\\.pytorch", Pattern.MULTILINE)
          .matcher(Files.readString(file))
          .find()) {
        doors.add(name(file));
      }
    }
    assertEquals(Set.of("Autograd", "DjlMembers", "Handles", "LibTorch", "LooseArrays"), doors);
    for (String door : doors) {
      assertTrue(page.contains("`" + door + "`"), door);
    }
  }

  @Test
  void everyPublicTypeIsLinkedInItsPackagesTable() throws IOException {
    Set<String> missing =
        sources().stream()
            .filter(file -> !file.toString().contains("internal"))
            .filter(file -> !name(file).equals("package-info"))
            .filter(ArchitectureTest::isPublic)
            .filter(file -> !read(file).contains("@hidden"))
            .filter(file -> !isLinked(file))
            .map(ArchitectureTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing);
  }

  private static boolean isPublic(Path file) {
    return read(file).contains("\npublic ");
  }

  private static boolean isLinked(Path file) {
    String table = read(file.resolveSibling("package-info.java")).replaceAll("\\s+(\\* )?", " ");
    return Pattern.compile("\\{@link ([a-z.]+\\.)?" + name(file) + "[#}]").matcher(table).find();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
