package io.github.torchrnn.random;

import java.math.BigInteger;

/** What Python refuses by a ValueError. */
final class Checks {

  private Checks() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static IllegalArgumentException emptyRange(long start, BigInteger stop) {
    BigInteger width = stop.subtract(BigInteger.valueOf(start));
    return new IllegalArgumentException(
        "empty range for randrange() (%s, %s, %s)".formatted(start, stop, width));
  }
}
