package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of operations that multiply by a matrix. */
final class LinearRules {

  private LinearRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("linear", new Linear());
    rules.put("torch.linear", TemplateRule.of("torch.linear($0, $1, $2)")); // of exports
  }

  /** {@code linear(x, weight, bias)}: y = x W^T + b. */
  private static final class Linear implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      String x = out.name(operation.value(0));
      String weight = out.name(operation.value(1));
      if (operation.value(0).rank() == 2 && operation.arguments().get(2) != null) {
        String transposed = out.shared("wt", "torch.t(%s)".formatted(weight));
        out.define(
            operation.output(),
            "torch.addmm(%s, %s, %s)".formatted(out.text(operation.value(2)), x, transposed));
      } else {
        out.define(
            operation.output(), "torch.linear(%s)".formatted(out.texts(operation.arguments())));
      }
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Value x = operation.value(0);
      Value weight = operation.value(1);
      Emitter out = back.out();
      String g = rows(out, x.rank(), gradients.get(0));
      if (back.wants(x)) {
        String dx = "torch.mm(%s, %s)".formatted(g, out.name(weight));
        back.add(
            x, x.rank() == 2 ? dx : "torch.reshape(%s, torch.size(%s))".formatted(dx, out.name(x)));
      }
      if (back.wants(weight)) {
        back.addMatrix(weight, g, rows(out, x.rank(), out.name(x)));
      }
      back.addVector(operation.value(2), g);
    }
  }

  /** Rows of numbers as a matrix, whatever axes they have. */
  static String rows(Emitter out, int rank, String variable) {
    return switch (rank) {
      case 1 -> out.shared("r", "torch.unsqueeze(%s, 0)".formatted(variable));
      case 2 -> variable;
      default -> out.shared("r", "torch.flatten(%s, 0, -2)".formatted(variable));
    };
  }
}
