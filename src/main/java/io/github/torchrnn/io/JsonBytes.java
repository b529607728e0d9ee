package io.github.torchrnn.io;

import io.github.torchrnn.internal.Utf8;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A strict reader of JSON in UTF-8 that builds no tree. The readers of libraries accept JSON that
 * the format forbids, and take some hundred bytes of memory for each byte of the file.
 */
final class JsonBytes {

  /** Thrown if the bytes are not the expected JSON. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super(null, null, false, false);
    }
  }

  private static final int MAX_DEPTH = 100;

  private final byte[] bytes;
  private int at;

  JsonBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Consumes a character, after white space, if it is the next one; returns whether it was. */
  boolean take(char c) {
    skipSpace();
    if (at < bytes.length && bytes[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  void require(char c) {
    if (!take(c)) {
      throw new Malformed();
    }
  }

  /** Requires that only white space is left. */
  void requireEnd() {
    skipSpace();
    if (at < bytes.length) {
      throw new Malformed();
    }
  }

  private void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private byte next() {
    if (at == bytes.length) {
      throw new Malformed();
    }
    return bytes[at++];
  }

  String text() {
    require('"');
    int start = at;
    while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
      requirePrintable(bytes[at++]);
    }
    String text = decoded(start, at);
    return next() == '"' ? text : escaped(text);
  }

  private static void requirePrintable(byte b) {
    if (b >= 0 && b < ' ') {
      throw new Malformed();
    }
  }

  private String decoded(int start, int end) {
    try {
      return Utf8.decode(Arrays.copyOfRange(bytes, start, end));
    } catch (CharacterCodingException e) {
      throw new Malformed();
    }
  }

  /** The rest of a string, from its first backslash on, which has been read. */
  private String escaped(String before) {
    StringBuilder text = new StringBuilder(before);
    while (true) {
      text.append(escape(next()));
      int start = at;
      while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
        requirePrintable(bytes[at++]);
      }
      text.append(decoded(start, at));
      if (next() == '"') {
        if (!Utf8.isWhole(text.toString())) {
          throw new Malformed();
        }
        return text.toString();
      }
    }
  }

  private char escape(byte code) {
    return switch (code) {
      case '"', '\\', '/' -> (char) code;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) hex();
      default -> throw new Malformed();
    };
  }

  private int hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw new Malformed();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** An integer of at most 18 digits, without a fraction or an exponent. */
  long integer() {
    boolean negative = take('-');
    int start = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    int length = at - start;
    boolean zeroFirst = length > 1 && bytes[start] == '0';
    boolean fraction = at < bytes.length && ".eE".indexOf(bytes[at]) >= 0;
    if (length == 0 || length > 18 || zeroFirst || fraction) {
      throw new Malformed();
    }
    long value = Long.parseLong(new String(bytes, start, length, StandardCharsets.US_ASCII));
    return negative ? -value : value;
  }

  /** Skips a value of any kind. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    if (depth == MAX_DEPTH) {
      throw new Malformed();
    }
    if (take('{')) {
      if (!take('}')) {
        do {
          text();
          require(':');
          skip(depth + 1);
        } while (take(','));
        require('}');
      }
    } else if (take('[')) {
      if (!take(']')) {
        do {
          skip(depth + 1);
        } while (take(','));
        require(']');
      }
    } else if (at < bytes.length && bytes[at] == '"') {
      text();
    } else {
      skipWord();
    }
  }

  /** A number, true, false or null. */
  private void skipWord() {
    int start = at;
    while (at < bytes.length && "+-.0123456789aeflnrstuE".indexOf(bytes[at]) >= 0) {
      at++;
    }
    String word = new String(bytes, start, Math.min(at - start, 100), StandardCharsets.US_ASCII);
    if (!word.matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
      throw new Malformed();
    }
  }
}
