package io.github.torchrnn.io;

/** What a file says, as a message shows it: in one line, and not more than 100 characters of it. */
final class Shown {

  private static final int MOST = 100;

  private Shown() {}

  /** A name of the file's. */
  static String name(String name) {
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
  static String key(Object key) {
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
}
