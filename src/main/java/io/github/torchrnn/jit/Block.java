package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lines of a function, with places among them that are filled in later. */
final class Block {

  /** A block among the lines. */
  private record Inner(Block block, int indent) {}

  /** Each a String or an Inner. */
  private final List<Object> parts = new ArrayList<>();

  /** Adds a line. */
  void line(String text) {
    parts.add(text);
  }

  /** Adds the lines that a block has, and those that it will get. */
  void add(Block block) {
    parts.add(new Inner(block, 0));
  }

  /** Adds the lines of a block as a body: of a loop, whose first line is the one before. */
  void addBody(Block block) {
    parts.add(new Inner(block, 2));
  }

  /** The names in a text, among other words. */
  static Set<String> words(String text) {
    return new LinkedHashSet<>(Arrays.asList(text.split("\\W+")));
  }

  private void write(int indent, StringBuilder text) {
    for (Object part : parts) {
      if (part instanceof Inner inner) {
        inner.block.write(indent + inner.indent, text);
      } else {
        text.append(((String) part).indent(indent));
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(0, text);
    return text.toString();
  }
}
