package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "year,n;1700,5;1701,11 | 1700",
        "1700,5;1702,11 | -1",
        "1700;1701 | -1",
        "a,5;b,6 | -1",
        "1700-01,5;1700-02,6 | -1",
        "year,n | -1"
      })
  void yearsAreTheFirstOfSeveralFields(String lines, int first) throws IOException {
    Path file = folder.resolve("series.csv");
    Files.writeString(file, lines.replace(";", "\n"));
    assertEquals(first < 0 ? OptionalInt.empty() : OptionalInt.of(first), Series.firstYear(file));
  }

  @Test
  void aSineHasNoYears() {
    assertEquals(OptionalInt.empty(), Series.firstYear(null));
    assertEquals(240, Series.of(null).length);
  }
}
