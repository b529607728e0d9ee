package io.github.torchrnn.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Series of numbers, from a file or of a sine. */
final class Series {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?");

  private static final Pattern YEAR = Pattern.compile("\\s*([0-9]{1,4})\\s*,.*");

  private Series() {}

  /** The last field of each line, where it is a number: a line of titles is none. */
  static double[] of(Path file) {
    if (file == null) {
      return IntStream.range(0, 240).mapToDouble(i -> Math.sin(i / 6.0)).toArray();
    }
    return lines(file).stream()
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** The first of several fields of the first line, if it is a year and the others follow it. */
  static OptionalInt firstYear(Path file) {
    List<Matcher> years =
        file == null ? List.of() : lines(file).stream().map(YEAR::matcher).toList();
    if (years.isEmpty() || !years.stream().allMatch(Matcher::matches)) {
      return OptionalInt.empty();
    }
    int[] numbers = years.stream().mapToInt(year -> Integer.parseInt(year.group(1))).toArray();
    boolean follow = IntStream.range(0, numbers.length).allMatch(i -> numbers[i] == numbers[0] + i);
    return follow ? OptionalInt.of(numbers[0]) : OptionalInt.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(
              line -> NUMBER.matcher(line.substring(line.lastIndexOf(',') + 1).strip()).matches())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
