package io.github.torchrnn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of Markdown with measured numbers between two comments that its reader does not see. */
final class Page {

  private static final Pattern SECTION =
      Pattern.compile("(?<=<!-- scripts/bench -->\n).*(?=<!-- /scripts/bench -->)", Pattern.DOTALL);

  private Page() {}

  static void rewrite(Path page, String report) throws IOException {
    Matcher section = SECTION.matcher(Files.readString(page));
    if (!section.find()) {
      throw new IOException(page + " has no section of scripts/bench");
    }
    Files.writeString(page, section.replaceFirst(Matcher.quoteReplacement("\n" + report + "\n")));
  }
}
