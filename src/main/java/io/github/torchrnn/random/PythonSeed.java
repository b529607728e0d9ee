package io.github.torchrnn.random;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The integers that Python makes of its seeds, and their words. */
final class PythonSeed {

  /** The prime to which Python reduces a float for its hash. */
  private static final BigInteger MODULUS = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

  /** The hash of infinity. */
  private static final long INFINITY = 314159;

  private PythonSeed() {}

  /** The words of an integer's absolute value, the lowest first. */
  static int[] words(BigInteger seed) {
    BigInteger rest = seed.abs();
    int[] words = new int[Math.max(1, (rest.bitLength() + 31) / 32)];
    for (int i = 0; i < words.length; i++) {
      words[i] = rest.intValue();
      rest = rest.shiftRight(32);
    }
    return words;
  }

  /** The bytes and their SHA-512 as one integer. */
  static BigInteger of(byte[] seed) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(seed);
      byte[] all = Arrays.copyOf(seed, seed.length + digest.length);
      System.arraycopy(digest, 0, all, seed.length, digest.length);
      return new BigInteger(1, all);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The hash of a float, but NaN, as an unsigned integer. */
  static BigInteger of(double seed) {
    long hash = Double.isInfinite(seed) ? INFINITY : hash(new BigDecimal(seed).abs());
    long signed = seed < 0 ? -hash : hash;
    return new BigInteger(Long.toUnsignedString(signed == -1 ? -2 : signed));
  }

  private static long hash(BigDecimal number) {
    BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(-number.scale()), MODULUS);
    return number.unscaledValue().multiply(power).mod(MODULUS).longValue();
  }
}
