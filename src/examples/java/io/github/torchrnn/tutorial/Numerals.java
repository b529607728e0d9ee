package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.TensorDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Numbers below 10,000 in English words and in digits, as codes that are filled up to one length.
 */
final class Numerals {

  /** The words by their codes; that of 0 is what shorter ones are filled with. */
  static final List<String> WORDS =
      List.of(
          "",
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen",
          "twenty",
          "thirty",
          "forty",
          "fifty",
          "sixty",
          "seventy",
          "eighty",
          "ninety",
          "hundred",
          "thousand");

  /** The digits by their codes; that of 0 ends a number and fills it up. */
  static final List<String> DIGITS =
      List.of("", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "<s>");

  /** The code that a number begins with. */
  static final int START = DIGITS.indexOf("<s>");

  /** How many codes a number in digits has, with its end. */
  static final int LENGTH = 5;

  private static final int LONGEST = 7; // nine thousand nine hundred ninety nine

  private static final int TWENTY = WORDS.indexOf("twenty");

  private Numerals() {}

  /** The numbers that {@code torch.randperm} begins with: pairs of (7) and (5). */
  static TensorDataset dataset(int count) {
    if (count < 10 || count > 10_000) {
      throw new IllegalArgumentException("--pairs is from 10 to 10000");
    }
    long[] numbers = Torch.randperm(10_000).toLongArray();
    long[][] sources = new long[count][LONGEST];
    long[][] targets = new long[count][LENGTH];
    for (int i = 0; i < count; i++) {
      List<String> words = spelled((int) numbers[i]);
      for (int j = 0; j < words.size(); j++) {
        sources[i][j] = WORDS.indexOf(words.get(j));
      }
      String digits = Long.toString(numbers[i]);
      for (int j = 0; j < digits.length(); j++) {
        targets[i][j] = DIGITS.indexOf(digits.substring(j, j + 1));
      }
    }
    return new TensorDataset(Torch.tensor(sources), Torch.tensor(targets));
  }

  private static List<String> spelled(int number) {
    List<String> words = new ArrayList<>();
    if (number >= 1000) {
      words.addAll(List.of(WORDS.get(1 + number / 1000), "thousand"));
    }
    if (number % 1000 >= 100) {
      words.addAll(List.of(WORDS.get(1 + number % 1000 / 100), "hundred"));
    }
    int rest = number % 100;
    if (rest >= 20) {
      words.add(WORDS.get(TWENTY + rest / 10 - 2));
      rest %= 10;
    }
    if (rest > 0 || number == 0) {
      words.add(WORDS.get(1 + rest));
    }
    return words;
  }

  /** The text of codes, up to what fills them up. */
  static String text(NDArray codes, List<String> vocabulary, String separator) {
    return Arrays.stream(codes.toLongArray())
        .takeWhile(code -> code != 0)
        .mapToObj(code -> vocabulary.get((int) code))
        .collect(Collectors.joining(separator));
  }
}
