package io.github.torchrnn.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of UTF-8 that is nothing else: the JDK's own would replace what it cannot read. */
public final class Utf8 {

  private Utf8() {}

  /** The text of these bytes. */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return isAscii(bytes)
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Whether each byte is a character. */
  public static boolean isAscii(byte... bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text has half a character, which no file can hold. */
  public static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
