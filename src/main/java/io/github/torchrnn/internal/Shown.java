package io.github.torchrnn.internal;

import java.util.Collection;
import java.util.Map;

/**
 * A name that somebody else chose, as a message shows it: in one line, of 100 characters at most.
 */
public final class Shown {

  private static final int MOST = 100;

  private Shown() {}

  /** A name as it is, but for control characters and half ones. */
  public static String name(String name) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (shown.length() >= MOST) {
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

  /** Line and paragraph separators, and what turns the direction of writing. */
  private static boolean isSeparator(char c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT;
  }

  /** A key of a dict, as Python would show it: texts and numbers; of others only what they are. */
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

  /** A value, of which a message shows no more than its kind if it is a container. */
  public static String value(Object value) {
    if (value instanceof Map) {
      return "a map";
    } else if (value instanceof Collection) {
      return "a list";
    }
    return name(String.valueOf(value));
  }
}
