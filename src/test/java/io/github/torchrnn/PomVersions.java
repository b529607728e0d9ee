package io.github.torchrnn;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The versions of a pom's project and dependencies, by {@code group:artifact} and by group. */
public final class PomVersions {

  private PomVersions() {}

  public static Map<String, Set<String>> read(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    NodeList properties = project.getElementsByTagName("properties").item(0).getChildNodes();
    Map<String, Set<String>> versions = new HashMap<>();
    add(project, properties, versions);
    NodeList dependencies = project.getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (text(dependency, "version") != null) {
        add(dependency, properties, versions);
      }
    }
    return versions;
  }

  private static void add(Element of, NodeList properties, Map<String, Set<String>> versions) {
    String group = text(of, "groupId");
    String version = text(of, "version");
    for (int i = 0; i < properties.getLength(); i++) {
      version =
          version.replace(
              "${" + properties.item(i).getNodeName() + "}", properties.item(i).getTextContent());
    }
    versions.computeIfAbsent(group, key -> new TreeSet<>()).add(version);
    versions
        .computeIfAbsent(group + ":" + text(of, "artifactId"), key -> new TreeSet<>())
        .add(version);
  }

  /** The text of the first element of a name, or null. */
  private static String text(Element of, String name) {
    NodeList found = of.getElementsByTagName(name);
    return found.getLength() == 0 ? null : found.item(0).getTextContent();
  }
}
