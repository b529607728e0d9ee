package io.github.torchrnn.tutorial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Series of numbers, from a file or of a sine. */
final class Series {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?");

  private Series() {}

  /** The last field of each line, where it is a number: a line of titles is none. */
  static double[] of(Path file) {
    if (file == null) {
      return IntStream.range(0, 240).mapToDouble(i -> Math.sin(i / 6.0)).toArray();
    }
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
          .filter(field -> NUMBER.matcher(field).matches())
          .mapToDouble(Double::parseDouble)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
