package io.github.torchrnn.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Series of numbers, from a file or of a sine. */
final class Series {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?");

  private static final Pattern YEAR = Pattern.compile("[0-9]{1,4}");

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

  /** The first field of the first line, if those of all lines are years one after the other. */
  static OptionalInt firstYear(Path file) {
    if (file == null) {
      return OptionalInt.empty();
    }
    List<String> fields = lines(file).stream().map(line -> line.split(",", 2)[0].strip()).toList();
    if (fields.isEmpty() || !fields.stream().allMatch(field -> YEAR.matcher(field).matches())) {
      return OptionalInt.empty();
    }
    int first = Integer.parseInt(fields.get(0));
    boolean follow =
        IntStream.range(0, fields.size())
            .allMatch(i -> Integer.parseInt(fields.get(i)) == first + i);
    return follow ? OptionalInt.of(first) : OptionalInt.empty();
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
