package io.github.torchrnn.plot;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The words of titles and axes in the language of the pictures. */
final class Words {

  private static final Logger LOGGER = LoggerFactory.getLogger(Words.class);

  private static final List<String> LANGUAGES = List.of("en", "zh");

  private static final ResourceBundle ENGLISH = bundle(Locale.ENGLISH);

  private static volatile ResourceBundle bundle = ENGLISH;

  private Words() {}

  /** A word or title by its key in {@code words.properties}. */
  static String of(String key) {
    return bundle.getString(key);
  }

  /** A caller's text, in the language of the pictures if it is one of their own words. */
  static String own(String text) {
    return ENGLISH.keySet().stream()
        .filter(key -> ENGLISH.getString(key).equals(text))
        .findFirst()
        .map(Words::of)
        .orElse(text);
  }

  static void locale(Locale locale) {
    Objects.requireNonNull(locale, "locale is null");
    if (!LANGUAGES.contains(locale.getLanguage())) {
      throw new IllegalArgumentException(
          "pictures speak English (en) and Chinese (zh), not '%s'".formatted(locale));
    }
    ResourceBundle wanted = bundle(locale);
    StringBuilder all = new StringBuilder();
    wanted.keySet().forEach(key -> all.append(wanted.getString(key)));
    if (Fonts.canShow(all.toString())) {
      bundle = wanted;
    } else {
      bundle = ENGLISH;
      LOGGER.warn(
          "no font of this machine shows Chinese, so pictures are in English: install one, Debian's"
              + " fonts-noto-cjk for example");
    }
  }

  /** The words of a language, whatever the default locale. */
  private static ResourceBundle bundle(Locale locale) {
    Locale language = locale.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ROOT;
    return ResourceBundle.getBundle(
        "io.github.torchrnn.plot.words",
        language,
        Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
  }
}
