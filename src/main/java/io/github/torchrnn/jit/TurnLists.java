package io.github.torchrnn.jit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lists of what variables of a loop's body were, in the order in which turns run: that of a
 * variable {@code x3} is {@code x3s}. They may be asked for after the loop has been written.
 */
final class TurnLists {

  private final Block declarations = new Block();
  private final Block appends = new Block();
  private final Map<String, String> lists = new LinkedHashMap<>();

  /** The lines before the loop. */
  Block declarations() {
    return declarations;
  }

  /** The lines at the end of its body. */
  Block appends() {
    return appends;
  }

  /** The list of a variable. */
  String of(String variable) {
    return lists.computeIfAbsent(
        variable,
        it -> {
          String list = it + "s";
          declarations.line(list + " = annotate(List[Tensor], [])");
          appends.line("%s.append(%s)".formatted(list, it));
          return list;
        });
  }

  /** All lists so far. */
  Collection<String> all() {
    return lists.values();
  }

  /** The variable with a list's elements from the last to the first. */
  static String reversed(Emitter out, String list) {
    String reversed = out.assign("row", list + ".copy()");
    out.line(reversed + ".reverse()");
    return reversed;
  }
}
