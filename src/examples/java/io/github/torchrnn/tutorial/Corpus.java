package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text as numbers of its words, in three parts to learn from, to validate and to test with: of
 * train.txt, valid.txt and test.txt, or The House that Jack Built and The Twelve Days of Christmas.
 */
final class Corpus {

  private static final List<String> HOUSE =
      List.of(
          "malt that lay in",
          "rat that ate",
          "cat that killed",
          "dog that worried",
          "cow with the crumpled horn that tossed",
          "maiden all forlorn that milked",
          "man all tattered and torn that kissed",
          "priest all shaven and shorn that married",
          "cock that crowed in the morn that waked",
          "farmer sowing his corn that kept");

  private static final List<String> DAYS =
      List.of(
          "first",
          "second",
          "third",
          "fourth",
          "fifth",
          "sixth",
          "seventh",
          "eighth",
          "ninth",
          "tenth",
          "eleventh",
          "twelfth");

  private static final List<String> GIFTS =
      List.of(
          "a partridge in a pear tree",
          "two turtle doves and",
          "three French hens",
          "four calling birds",
          "five gold rings",
          "six geese a-laying",
          "seven swans a-swimming",
          "eight maids a-milking",
          "nine ladies dancing",
          "ten lords a-leaping",
          "eleven pipers piping",
          "twelve drummers drumming");

  /** The words by their numbers, and the numbers by their words. */
  private final List<String> words = new ArrayList<>();

  private final Map<String, Long> numbers = new LinkedHashMap<>();

  private final NDArray train;
  private final NDArray valid;
  private final NDArray test;

  private Corpus(List<String> train, List<String> valid, List<String> test) {
    this.train = tokenize(train);
    this.valid = tokenize(valid);
    this.test = tokenize(test);
  }

  /** The text of a folder; the rhymes where there is none. */
  static Corpus of(Path folder) {
    if (folder == null) {
      return ofRhymes();
    }
    try {
      return new Corpus(
          Files.readAllLines(folder.resolve("train.txt")),
          Files.readAllLines(folder.resolve("valid.txt")),
          Files.readAllLines(folder.resolve("test.txt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last stanza but one of each is there to validate, and the last to test with. */
  private static Corpus ofRhymes() {
    List<String> train = new ArrayList<>();
    List<String> valid = new ArrayList<>();
    List<String> test = new ArrayList<>();
    for (int last = 0; last <= HOUSE.size(); last++) {
      List<String> part = part(last, HOUSE.size(), train, valid, test);
      String start = "this is the ";
      for (int i = last; i > 0; i--) {
        part.add(start + HOUSE.get(i - 1));
        start = "the ";
      }
      part.add(start + "house that Jack built");
    }
    for (int last = 0; last < DAYS.size(); last++) {
      List<String> part = part(last, DAYS.size() - 1, train, valid, test);
      part.add("on the %s day of Christmas my true love sent to me".formatted(DAYS.get(last)));
      for (int i = last; i >= 0; i--) {
        part.add(GIFTS.get(i));
      }
    }
    return new Corpus(train, valid, test);
  }

  private static List<String> part(
      int stanza, int last, List<String> train, List<String> valid, List<String> test) {
    if (stanza == last) {
      return test;
    }
    return stanza == last - 1 ? valid : train;
  }

  private NDArray tokenize(List<String> lines) {
    List<Long> found = new ArrayList<>();
    for (String line : lines) {
      for (String word : (line + " <eos>").strip().split("\\s+")) {
        found.add(
            numbers.computeIfAbsent(
                word,
                it -> {
                  words.add(it);
                  return words.size() - 1L;
                }));
      }
    }
    return Torch.tensor(found.stream().mapToLong(Long::longValue).toArray());
  }

  List<String> words() {
    return words;
  }

  /** The numbers of a part's words, of (words). */
  NDArray train() {
    return train;
  }

  NDArray valid() {
    return valid;
  }

  NDArray test() {
    return test;
  }
}
