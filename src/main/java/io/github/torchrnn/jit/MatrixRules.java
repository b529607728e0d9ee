package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of products of matrices. */
final class MatrixRules {

  private MatrixRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("matmul", new Product("matmul"));
    rules.put("bmm", new Product("bmm"));
    rules.put(
        "dot", TemplateRule.of("torch.dot($0, $1)", "torch.mul($g, $1)", "torch.mul($g, $0)"));
    rules.put(
        "outer",
        TemplateRule.of("torch.outer($0, $1)", "torch.mv($g, $1)", "torch.mv(torch.t($g), $0)"));
  }

  /** {@code matmul(x, y)}: of vectors, matrices, and batches of matrices that may broadcast. */
  private record Product(String function) implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      out.define(
          operation.output(), "torch.%s(%s)".formatted(function, out.texts(operation.arguments())));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Value x = operation.value(0);
      Value y = operation.value(1);
      Emitter out = back.out();
      String g = gradients.get(0);
      if (x.rank() == 1 && y.rank() == 1) {
        back.add(x, "torch.mul(%s, %s)".formatted(g, out.name(y)));
        back.add(y, "torch.mul(%s, %s)".formatted(g, out.name(x)));
        return;
      }
      if (y.rank() == 2 && x.rank() >= 2) {
        ofMatrix(back, x, y, g);
        return;
      }
      // A vector is a matrix of one row in front, and of one column behind.
      String a = x.rank() == 1 ? "torch.unsqueeze(%s, 0)".formatted(out.name(x)) : out.name(x);
      String b = y.rank() == 1 ? "torch.unsqueeze(%s, 1)".formatted(out.name(y)) : out.name(y);
      if (x.rank() == 1) {
        g = "torch.unsqueeze(%s, -2)".formatted(g);
      } else if (y.rank() == 1) {
        g = "torch.unsqueeze(%s, -1)".formatted(g);
      }
      if (back.wants(x)) {
        back.add(
            x, fitted(out, x, y, "torch.matmul(%s, torch.transpose(%s, -2, -1))".formatted(g, b)));
      }
      if (back.wants(y)) {
        back.add(
            y, fitted(out, y, x, "torch.matmul(torch.transpose(%s, -2, -1), %s)".formatted(a, g)));
      }
    }

    /** Of rows and one matrix, whose gradient is one product of all rows. */
    private static void ofMatrix(Backward back, Value x, Value y, String gradient) {
      Emitter out = back.out();
      if (back.wants(x)) {
        back.add(x, "torch.matmul(%s, torch.t(%s))".formatted(gradient, out.name(y)));
      }
      if (back.wants(y)) {
        back.addMatrix(
            y,
            LinearRules.rows(out, x.rank(), out.name(x)),
            LinearRules.rows(out, x.rank(), gradient));
      }
    }

    /** A gradient with the axes of its value: without those that it was broadcast to. */
    private static String fitted(Emitter out, Value value, Value other, String gradient) {
      if (value.rank() == 1) {
        String axis = "torch.size(%s, 0)".formatted(out.name(value));
        return "torch.sum(torch.reshape(%s, [-1, %s]), [0])".formatted(gradient, axis);
      }
      return batch(value).equals(batch(other))
          ? gradient
          : "torch.sum_to_size(%s, torch.size(%s))".formatted(gradient, out.name(value));
    }

    private static Shape batch(Value value) {
      return value.rank() <= 2 ? new Shape() : value.shape().slice(0, value.rank() - 2);
    }
  }
}
