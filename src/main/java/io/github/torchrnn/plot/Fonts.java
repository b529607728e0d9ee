package io.github.torchrnn.plot;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fonts of pictures: Java's sans-serif, or one of the machine's that has a text's letters. */
final class Fonts {

  /** Tried before all others, for their looks. */
  private static final List<String> PREFERRED =
      List.of(
          "Noto Sans CJK SC",
          "Source Han Sans SC",
          "Microsoft YaHei",
          "PingFang SC",
          "Hiragino Sans GB",
          "WenQuanYi Micro Hei",
          "WenQuanYi Zen Hei");

  /** The last search: its text, and the family that shows it, if there is one. */
  private record Found(String text, Optional<String> family) {}

  private static volatile Found last = new Found("", Optional.empty());

  private Fonts() {}

  /** Whether some font of the machine shows a text. */
  static boolean canShow(String text) {
    return family(text).isPresent();
  }

  /** A font that shows a text, as far as there is one. */
  static Font of(String text, int style, int size) {
    return new Font(family(text).orElse(Font.SANS_SERIF), style, size);
  }

  private static Optional<String> family(String text) {
    Found found = last;
    if (shows(Font.SANS_SERIF, text)) {
      return Optional.of(Font.SANS_SERIF);
    } else if (!found.text.equals(text)
        && !found.family.filter(family -> shows(family, text)).isPresent()) {
      found = new Found(text, search(text));
      last = found;
    }
    return found.family;
  }

  private static Optional<String> search(String text) {
    List<String> families =
        Arrays.asList(
            GraphicsEnvironment.getLocalGraphicsEnvironment()
                .getAvailableFontFamilyNames(Locale.ROOT));
    return PREFERRED.stream()
        .filter(families::contains)
        .filter(family -> shows(family, text))
        .findFirst()
        .or(() -> families.stream().filter(family -> shows(family, text)).findFirst());
  }

  private static boolean shows(String family, String text) {
    return new Font(family, Font.PLAIN, 12).canDisplayUpTo(text) < 0;
  }
}
