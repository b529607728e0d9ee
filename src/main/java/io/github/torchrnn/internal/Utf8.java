package io.github.torchrnn.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: the JDK's {@code new String} replaces malformed bytes silently. */
public final class Utf8 {

  private Utf8() {}

  /**
   * The text that is encoded by some bytes.
   *
   * @throws CharacterCodingException if they are not UTF-8
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return isAscii(bytes)
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Whether each byte is a character of ASCII. */
  public static boolean isAscii(byte... bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text can be encoded: it has no half of a surrogate pair. */
  public static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
