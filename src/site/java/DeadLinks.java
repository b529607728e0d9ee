import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A check of the site's links: {@code java DeadLinks.java FOLDER} fails where one of a page leads
 * to no page, picture or anchor of the site, or to no file of the repository.
 */
final class DeadLinks {

  private static final String REPOSITORY = "https://github.com/torchrnn/torchrnn/blob/main/";

  private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]+)\"");
  private static final Pattern ANCHOR = Pattern.compile("\\s(?:id|name)=\"([^\"]+)\"");

  private final Map<Path, Set<String>> anchors = new HashMap<>();
  private final List<String> dead = new ArrayList<>();

  private DeadLinks() {}

  public static void main(String[] args) throws IOException {
    Path site = Path.of(args[0]).toAbsolutePath().normalize();
    DeadLinks check = new DeadLinks();
    int links = 0;
    try (Stream<Path> files = Files.walk(site)) {
      // JDK 17 writes a dead link of its own into the page of constants.
      for (Path page :
          files
              .filter(file -> file.toString().endsWith(".html"))
              .filter(file -> !file.endsWith("constant-values.html"))
              .sorted()
              .toList()) {
        links += check.page(site, page);
      }
    }
    if (!check.dead.isEmpty() || links == 0) {
      check.dead.forEach(System.err::println);
      System.err.println(check.dead.size() + " of " + links + " links are dead");
      System.exit(1);
    }
  }

  /** Checks the links of a page; returns how many it has. */
  private int page(Path site, Path page) throws IOException {
    List<String> links = found(LINK, page).toList();
    for (String link : links) {
      if (!leads(page, link)) {
        dead.add(site.relativize(page) + ": " + link);
      }
    }
    return links.size();
  }

  private boolean leads(Path page, String link) throws IOException {
    if (link.startsWith(REPOSITORY)) {
      return Files.exists(Path.of(link.substring(REPOSITORY.length()).replaceFirst("#.*", "")));
    }
    URI target = URI.create(link.replace(" ", "%20"));
    if (target.isAbsolute() || target.getAuthority() != null) {
      return true;
    }
    Path file =
        target.getPath().isEmpty() ? page : page.resolveSibling(target.getPath()).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    String anchor = target.getFragment();
    return anchor == null
        || anchor.isEmpty()
        || !file.toString().endsWith(".html")
        || anchors(file).contains(anchor);
  }

  private Set<String> anchors(Path page) throws IOException {
    Set<String> known = anchors.get(page);
    if (known == null) {
      known = found(ANCHOR, page).collect(Collectors.toSet());
      anchors.put(page, known);
    }
    return known;
  }

  private static Stream<String> found(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map(match -> unescaped(match.group(1)));
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }
}
