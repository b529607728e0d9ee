package io.github.torchrnn.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.PomVersions;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cell that every notebook begins with gets the library and this machine's natives on each
 * system. As JJava resolves it, by Maven, it is checked by {@code src/it/all}.
 */
class FirstCellTest {

  private static final Path POM = Path.of("pom.xml");

  @TempDir private Path folder;

  @Test
  void everyNotebookBeginsWithTheSameLine() throws Exception {
    Set<String> cells = new HashSet<>();
    for (Notebook notebook : notebooks()) {
      cells.add(notebook.cells().get(0).code());
    }
    assertEquals(Set.of("%maven " + wanted()), cells);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64"})
  void everyNotebookSaysBeforeItWhereItRuns(String classifier) throws Exception {
    for (Notebook notebook : notebooks()) {
      String before =
          notebook.sources().values().stream()
              .takeWhile(source -> !source.startsWith("%maven"))
              .collect(Collectors.joining());
      assertTrue(before.contains("`" + classifier + "`"), before);
    }
  }

  private static List<Notebook> notebooks() throws Exception {
    List<Notebook> notebooks = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("notebooks"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ipynb")).toList()) {
        notebooks.add(Notebook.read(file));
      }
    }
    return notebooks;
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 10, amd64, win-x86_64",
    "Windows 11, amd64, win-x86_64",
  })
  void iJavaGetsTheNativesOfTheSystem(String os, String arch, String classifier) throws Exception {
    Path repository = folder.resolve("repository");
    put(repository, POM, "torchrnn");
    put(repository, Path.of("target/all/pom.xml"), "torchrnn-all");
    ChildJvm.Result result =
        new ChildJvm()
            .option("-Dos.name=" + os)
            .option("-Dos.arch=" + arch)
            .run(
                IvyResolver.class,
                wanted(),
                folder.resolve("cache").toString(),
                repository.toString(),
                mavenRepository().toString());
    assertEquals(0, result.code(), result.output());
    List<String> jars = new ArrayList<>(List.of(wanted()));
    for (String name :
        List.of(
            "io.github.torchrnn:torchrnn",
            "ai.djl:api",
            "ai.djl.pytorch:pytorch-engine",
            "ai.djl.pytorch:pytorch-jni",
            "com.google.code.gson:gson",
            "org.knowm.xchart:xchart",
            "org.slf4j:slf4j-api",
            "org.slf4j:slf4j-nop")) {
      jars.add(name + ":" + version(name));
    }
    String natives = "ai.djl.pytorch:pytorch-native-cpu";
    jars.add(natives + ":" + version(natives) + ":" + classifier);
    // What those need in turn.
    jars.add("net.java.dev.jna:jna:5.17.0");
    jars.add("org.apache.commons:commons-compress:1.27.1");
    jars.add("com.google.errorprone:error_prone_annotations:2.38.0");
    jars.add("commons-codec:commons-codec:1.17.1");
    jars.add("commons-io:commons-io:2.16.1");
    jars.add("de.erichseifert.vectorgraphics2d:VectorGraphics2D:0.13");
    jars.add("com.madgag:animated-gif-lib:1.4");
    assertEquals(jars.stream().sorted().toList(), result.output().lines().sorted().toList());
  }

  private static String wanted() throws Exception {
    return "io.github.torchrnn:torchrnn-all:" + version("io.github.torchrnn:torchrnn");
  }

  private static String version(String artifact) throws Exception {
    return String.join("", PomVersions.read(POM).get(artifact));
  }

  private static void put(Path repository, Path pom, String artifact) throws Exception {
    String version = version("io.github.torchrnn:torchrnn");
    Path target =
        Files.createDirectories(
            repository.resolve("io/github/torchrnn/" + artifact + "/" + version));
    Files.copy(pom, target.resolve(artifact + "-" + version + ".pom"));
  }

  /** Where Maven has put the jars of this class path, with their descriptions. */
  private static Path mavenRepository() throws URISyntaxException {
    Path jar = Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return jar.getParent().getParent().getParent().getParent().getParent();
  }
}
