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
    module
        .namedChildren()
        .forEach((name, child) -> lines.add("(" + name + "): " + indented(child.toString())));
    if (childless && lines.size() == 1) {
      return module.name() + "(" + lines.get(0) + ")";
    }
    return lines.isEmpty()
        ? module.name() + "()"
        : module.name() + "(\n  " + String.join("\n  ", lines) + "\n)";
  }

  private static String indented(String text) {
    return text.replace("\n", "\n  ");
  }
}
