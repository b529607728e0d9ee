package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonFormatTest {

  /** Each is {@code "%.{digits}f" % number} of Python. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0, 0",
    "1.5, 0, 2",
    "0.125, 2, 0.12",
    "0.375, 2, 0.38",
    "2.675, 2, 2.67",
    "1e22, 1, 10000000000000000000000.0",
    "-0.0, 4, -0.0000",
    "-0.00001, 4, -0.0000",
    "-1.25, 1, -1.2",
    "NaN, 4, nan",
    "Infinity, 4, inf",
    "-Infinity, 4, -inf",
  })
  void aNumberIsWrittenAsInPython(double number, int digits, String text) {
    assertEquals(text, PythonFormat.fixed(number, digits));
  }

  @Test
  void aLineIsWrittenAsInPython() {
    // print("Epoch [%d/%d] %s=%.2f %.1f%%" % (1, 10, "loss", 0.125, 50))
    assertEquals(
        "Epoch [1/10] loss=0.12 50.0%",
        PythonFormat.format("Epoch [%d/%d] %s=%.2f %.1f%%", 1, 10, "loss", 0.125, 50));
  }
}
