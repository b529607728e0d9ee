package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The jars of the class path are those whose digests are written down, whatever repository they
 * came from: {@code src/test/resources/dependencies.sha256}. Who changes a version replaces its
 * line by the one that the failing test shows.
 */
class DependenciesTest {

  private static final Path LOCK = Path.of("src/test/resources/dependencies.sha256");

  @Test
  void everyJarIsTheOneThatWasWrittenDown() throws Exception {
    Map<String, String> locked = locked();
    Map<String, String> found = found();
    // The natives of other platforms are written down as well, and none are here with native=auto.
    locked.keySet().removeIf(jar -> isNative(jar) && !found.containsKey(jar));
    assertEquals(text(locked), text(found));
  }

  /** The natives stand in profiles; a kernel takes optional dependencies as well. */
  @Test
  void theLibraryNeedsDjlALogAndJsonOnly() throws Exception {
    Element project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    Set<String> needed = new TreeSet<>();
    for (Element dependencies : children(project, "dependencies")) {
      for (Element dependency : children(dependencies, "dependency")) {
        List<Element> scope = children(dependency, "scope");
        String name = scope.isEmpty() ? "compile" : scope.get(0).getTextContent();
        if (!name.equals("test")) {
          needed.add(name + " " + children(dependency, "artifactId").get(0).getTextContent());
        }
      }
    }
    assertEquals(
        Set.of(
            "compile api",
            "compile gson",
            "compile pytorch-engine",
            "compile slf4j-api",
            "provided jspecify",
            "provided xchart"),
        needed);
    assertFalse(Files.exists(Path.of("target/classes/io/github/torchrnn/tutorial")));
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        children.add((Element) node);
      }
    }
    return children;
  }

  private static boolean isNative(String jar) {
    return jar.startsWith("pytorch-native-") || jar.startsWith("pytorch-jni-");
  }

  private static Map<String, String> locked() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String line : Files.readAllLines(LOCK)) {
      String[] parts = line.split("  ");
      digests.put(parts[1], parts[0]);
    }
    return digests;
  }

  private static Map<String, String> found() throws IOException, NoSuchAlgorithmException {
    Map<String, String> digests = new TreeMap<>();
    String separator = System.getProperty("path.separator");
    for (String entry : System.getProperty("java.class.path").split(separator)) {
      if (entry.endsWith(".jar")) {
        Path jar = Path.of(entry);
        digests.put(jar.getFileName().toString(), sha256(jar));
      }
    }
    return digests;
  }

  private static String sha256(Path jar) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (FileChannel channel = FileChannel.open(jar)) {
      digest.update(channel.map(MapMode.READ_ONLY, 0, channel.size()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** As {@code sha256sum} writes them, so that {@code sha256sum -c} reads them too. */
  private static String text(Map<String, String> digests) {
    return digests.entrySet().stream()
        .map(jar -> jar.getValue() + "  " + jar.getKey())
        .collect(Collectors.joining("\n"));
  }
}
