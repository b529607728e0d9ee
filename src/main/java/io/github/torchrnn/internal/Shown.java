package io.github.torchrnn.internal;

import java.util.Collection;
import java.util.Map;

/**
 * Names and values from a user or a file, as messages show them: in one line, of 100 characters at
 * most.
 */
public final class Shown {

  private static final int MAX_LENGTH = 100;

  private Shown() {}

  /** A name, with control characters and halves of surrogate pairs escaped. */
  public static String name(String name) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (shown.length() >= MAX_LENGTH) {
        return shown + "...";
      }
      char c = name.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c) || isSeparator(c)) {
        shown.append("\\u%04x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** Whether it is a line or paragraph separator, or a mark that changes the writing direction. */
  private static boolean isSeparator(char c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT;
  }

  /** A key of a dict, as Python shows texts and numbers; of any other key only its kind. */
  public static String key(Object key) {
    if (key instanceof String text) {
      return '"' + name(text) + '"';
    } else if (key == null) {
      return "None";
    } else if (key instanceof Boolean flag) {
      return flag ? "True" : "False";
    } else if (key instanceof Number) {
      return name(key.toString());
    }
    return "a tuple";
  }

  /** A value; of a container only its kind. */
  public static String value(Object value) {
    if (value instanceof Map) {
      return "a map";
    } else if (value instanceof Collection) {
      return "a list";
    }
    return name(String.valueOf(value));
  }
}
