package io.github.torchrnn.nn;

import java.util.ArrayList;
import java.util.List;

/** The text of a module and those below it, as {@code torch.nn.Module.__repr__} lays it out. */
final class ModuleRepr {

  private ModuleRepr() {}

  static String of(TorchModule module) {
    List<String> extra = module.extraRepr().lines().toList();
    boolean isList = module instanceof ModuleList || module instanceof ParametrizationList;
    List<String> children = isList ? folded(module) : children(module);
    if (children.isEmpty() && extra.size() <= 1) {
      return module.typeName() + "(" + String.join("", extra) + ")";
    }
    List<String> lines = new ArrayList<>(extra);
    lines.addAll(children);
    return module.typeName() + "(\n  " + String.join("\n  ", lines) + "\n)";
  }

  private static List<String> children(TorchModule module) {
    List<String> lines = new ArrayList<>();
    module
        .registry()
        .modules()
        .forEach((name, child) -> lines.add(line(name, child == null ? "None" : of(child))));
    return lines;
  }

  /** A list prints equal neighbours once: {@code (0-2): 3 x Linear(...)}. */
  private static List<String> folded(TorchModule list) {
    List<String> texts = list.registry().modules().values().stream().map(ModuleRepr::of).toList();
    List<String> lines = new ArrayList<>();
    int end;
    for (int start = 0; start < texts.size(); start = end) {
      end = start + 1;
      while (end < texts.size() && texts.get(end).equals(texts.get(start))) {
        end++;
      }
      lines.add(
          end - start == 1
              ? line(Integer.toString(start), texts.get(start))
              : line(start + "-" + (end - 1), (end - start) + " x " + texts.get(start)));
    }
    return lines;
  }

  private static String line(String name, String text) {
    return "(" + name + "): " + text.replace("\n", "\n  ");
  }
}
