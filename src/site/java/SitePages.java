import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The source of Maven's site, made of the pages that a forge shows: {@code java SitePages.java
 * FOLDER}. Headings get the anchors that forges give them, links lead to pages of the site, and to
 * the repository where they leave it.
 */
final class SitePages {

  private static final Path README = Path.of("README.md");
  private static final Path SITE = Path.of("src/site");
  private static final Path PAGES = SITE.resolve("markdown");
  private static final Path RESOURCES = SITE.resolve("resources");
  private static final String REPOSITORY = "https://github.com/torchrnn/torchrnn/blob/main/";

  private static final Pattern LINK = Pattern.compile("(?<=\\]\\()[^)\\s]+(?=\\))");
  private static final Pattern HEADING = Pattern.compile("#+ (.*)");

  private SitePages() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    write(folder.resolve("markdown/index.md"), page(README));
    try (Stream<Path> files = Files.walk(SITE)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path copy = folder.resolve(SITE.relativize(file));
        if (file.startsWith(PAGES)) {
          write(copy, page(file));
        } else if (!file.toString().endsWith(".java")) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String page(Path file) throws IOException {
    StringBuilder page = new StringBuilder();
    Set<String> anchors = new HashSet<>();
    String fence = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("```") || line.startsWith("~~~")) {
        fence = fence.isEmpty() ? line.substring(0, 3) : line.equals(fence) ? "" : fence;
      }
      var heading = HEADING.matcher(line);
      if (fence.isEmpty() && heading.matches() && anchors.add(anchor(heading.group(1)))) {
        // Maven puts the letter before the digit where a link leads there.
        String id = anchor(heading.group(1)).replaceFirst("^(?=\\d)", "a");
        page.append("<a id=\"").append(id).append("\"></a>\n\n");
      }
      page.append(fence.isEmpty() ? linked(file, line) : line).append('\n');
    }
    return page.toString();
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", "").replace(' ', '-');
  }

  private static String linked(Path page, String line) {
    return LINK.matcher(line).replaceAll(link -> link(page, link));
  }

  private static String link(Path page, MatchResult link) {
    String[] target = link.group().split("#", 2);
    if (target[0].isEmpty() || target[0].contains(":")) {
      return link.group();
    }
    Path file = page.resolveSibling(target[0]).normalize();
    String anchor = target.length == 2 ? "#" + target[1] : "";
    if (file.equals(README)) {
      return "index.html" + anchor;
    }
    if (file.startsWith(PAGES)) {
      return file.getFileName().toString().replace(".md", ".html") + anchor;
    }
    if (file.startsWith(RESOURCES)) {
      return RESOURCES.relativize(file).toString().replace('\\', '/');
    }
    return REPOSITORY + file.toString().replace('\\', '/') + anchor;
  }
}
