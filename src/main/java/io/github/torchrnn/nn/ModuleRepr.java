package io.github.torchrnn.nn;

import java.util.ArrayList;
import java.util.List;

/** The text of a module and those below it, as {@code torch.nn.Module.__repr__} lays it out. */
final class ModuleRepr {

  private ModuleRepr() {}

  static String of(TorchModule module) {
    String extra = module.extraRepr();
    List<String> lines = new ArrayList<>();
    if (!extra.isEmpty()) {
      lines.addAll(extra.lines().toList());
    }
    boolean childless = module.namedChildren().isEmpty();
    if (module instanceof ModuleList<?> list) {
      addRuns(list, lines);
    } else {
      module
          .namedChildren()
          .forEach((name, child) -> lines.add("(" + name + "): " + indented(child.toString())));
    }
    if (childless && lines.size() == 1) {
      return module.name() + "(" + lines.get(0) + ")";
    }
    return lines.isEmpty()
        ? module.name() + "()"
        : module.name() + "(\n  " + String.join("\n  ", lines) + "\n)";
  }

  /** A list prints equal neighbours once: {@code (0-2): 3 x Linear(...)}. */
  private static void addRuns(ModuleList<?> list, List<String> lines) {
    int start = 0;
    while (start < list.size()) {
      String text = list.get(start).toString();
      int end = start + 1;
      while (end < list.size() && list.get(end).toString().equals(text)) {
        end++;
      }
      int count = end - start;
      String names =
          count == 1
              ? "(%d): ".formatted(start)
              : "(%d-%d): %d x ".formatted(start, end - 1, count);
      lines.add(names + indented(text));
      start = end;
    }
  }

  private static String indented(String text) {
    return text.replace("\n", "\n  ");
  }
}
