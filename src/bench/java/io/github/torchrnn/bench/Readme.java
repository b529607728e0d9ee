package io.github.torchrnn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's table, between two comments that its reader does not see. */
final class Readme {

  private static final Pattern SECTION =
      Pattern.compile("(?<=<!-- scripts/bench -->\n).*(?=<!-- /scripts/bench -->)", Pattern.DOTALL);

  private Readme() {}

  static void rewrite(Path readme, String report) throws IOException {
    Matcher section = SECTION.matcher(Files.readString(readme));
    if (!section.find()) {
      throw new IOException(readme + " has no section of scripts/bench");
    }
    Files.writeString(readme, section.replaceFirst(Matcher.quoteReplacement("\n" + report + "\n")));
  }
}
