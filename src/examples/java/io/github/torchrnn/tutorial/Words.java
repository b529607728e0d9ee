package io.github.torchrnn.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Words of several languages, in plain Latin letters.
 *
 * @param byLanguage the words of each language, in alphabetical order
 */
public record Words(SortedMap<String, List<String>> byLanguage) {

  /** What words are made of. */
  static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,;'";

  /** Those that are written in Latin letters and that the JDK's CLDR knows well. */
  private static final List<String> OF_THE_JDK =
      List.of(
          "cs", "cy", "de", "en", "es", "eu", "fi", "fr", "hu", "it", "nl", "pl", "pt", "ro", "sv",
          "sw", "tr", "vi");

  private static final String EXTENSION = ".txt";

  /** The words of a folder of LANGUAGE.txt files, one a line; of the JDK where there is none. */
  public static Words of(Path folder) {
    return folder == null ? ofTheJdk() : inFolder(folder);
  }

  /** Writes them as the files that {@link #of} reads, and the Python twins. */
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, List<String>> language : byLanguage.entrySet()) {
        Files.write(folder.resolve(language.getKey() + EXTENSION), language.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> languages() {
    return List.copyOf(byLanguage.keySet());
  }

  private static Words inFolder(Path folder) {
    SortedMap<String, List<String>> words = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(EXTENSION)).toList()) {
        String name = file.getFileName().toString();
        words.put(
            name.substring(0, name.length() - EXTENSION.length()),
            Files.readAllLines(file).stream()
                .map(Words::ascii)
                .filter(word -> !word.isEmpty())
                .toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    words.values().removeIf(List::isEmpty);
    if (words.size() < 2) {
      throw new IllegalArgumentException(
          "--data needs words of two languages or more, as LANGUAGE.txt files in " + folder);
    }
    return new Words(words);
  }

  /**
   * The names of the countries, languages, currencies and months in each language. What several
   * languages share is left out: nobody could tell.
   */
  private static Words ofTheJdk() {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    Map<String, Integer> count = new HashMap<>();
    for (String tag : OF_THE_JDK) {
      Locale locale = Locale.forLanguageTag(tag);
      SortedSet<String> words = new TreeSet<>();
      for (String country : Locale.getISOCountries()) {
        words.add(ascii(Locale.forLanguageTag("und-" + country).getDisplayCountry(locale)));
      }
      for (String language : Locale.getISOLanguages()) {
        words.add(ascii(Locale.forLanguageTag(language).getDisplayLanguage(locale)));
      }
      for (Currency currency : Currency.getAvailableCurrencies()) {
        words.add(ascii(currency.getDisplayName(locale)));
      }
      for (Month month : Month.values()) {
        words.add(ascii(month.getDisplayName(TextStyle.FULL, locale)));
      }
      words.remove("");
      words.forEach(word -> count.merge(word, 1, Integer::sum));
      all.put(locale.getDisplayLanguage(Locale.ENGLISH), words);
    }
    SortedMap<String, List<String>> own = new TreeMap<>();
    all.forEach(
        (language, words) ->
            own.put(language, words.stream().filter(word -> count.get(word) == 1).toList()));
    return new Words(own);
  }

  /** Without accents, and without what is none of the letters: {@code Ślusàrski} is Slusarski. */
  static String ascii(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("[^A-Za-z .,;']", "").strip();
  }
}
