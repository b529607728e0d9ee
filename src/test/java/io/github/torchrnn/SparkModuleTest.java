package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The POM of src/spark, a project of its own, has the versions of the root's. */
class SparkModuleTest {

  private static final Pattern PLUGIN =
      Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]+)");

  private final String root = Files.readString(Path.of("pom.xml"));
  private final String module = Files.readString(Path.of("src/spark/pom.xml"));

  SparkModuleTest() throws IOException {}

  @Test
  void versionsAreThoseOfTheRoot() {
    for (String name :
        List.of(
            "version",
            "maven.compiler.release",
            "project.build.outputTimestamp",
            "djl.version",
            "libtorch.version",
            "jspecify.version",
            "scala.version",
            "spark.version",
            "junit.version")) {
      assertEquals(value(root, name), value(module, name), name);
    }
  }

  @Test
  void pluginsAreThoseOfTheRoot() {
    List<String> of = plugins(root);
    assertEquals(List.of(), plugins(module).stream().filter(it -> !of.contains(it)).toList());
  }

  private static String value(String pom, String name) {
    Matcher matcher = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(pom);
    return matcher.find() ? matcher.group(1) : "none";
  }

  private List<String> plugins(String pom) {
    List<String> plugins = new ArrayList<>();
    Matcher matcher = PLUGIN.matcher(pom);
    while (matcher.find()) {
      String version = matcher.group(2);
      plugins.add(
          matcher.group(1)
              + " "
              + (version.startsWith("${")
                  ? value(root, version.substring(2, version.length() - 1))
                  : version));
    }
    return plugins;
  }
}
