package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of operations that join several arrays, or part one. */
final class JoinRules {

  private JoinRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("cat", new Cat());
    rules.put("stack", new Stack());
    rules.put("split", new Parts("torch.split($0, $1, $2)", 2));
    rules.put("split_sizes", new Parts("torch.split_with_sizes($0, $1, $2)", 2));
    rules.put("split_sections", new Parts("torch.split($0, torch.size($0, $2) // $1, $2)", 2));
    rules.put("split_at", new Parts("torch.tensor_split($0, $1, $2)", 2));
    rules.put("chunk", new Parts("torch.chunk($0, $1, $2)", 2));
    rules.put("unbind", new Parts("torch.unbind($0, $1)", 1));
    rules.put("broadcast", new Broadcast());
  }

  /** Hands on the gradients of the arrays of a list, converted to their types. */
  private static void add(
      Backward back, Operation operation, BiFunction<Integer, String, String> gradient) {
    List<Value> parts = operation.values(0);
    for (int i = 0; i < parts.size(); i++) {
      Value part = parts.get(i);
      if (back.wants(part)) {
        String name = back.out().name(part);
        String one = gradient.apply(i, name);
        back.add(
            part,
            part.type() == operation.outputs().get(0).type()
                ? one
                : "torch.to(%s, %s.dtype)".formatted(one, name));
      }
    }
  }

  private static final class Cat implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      out.define(operation.output(), "torch.cat(%s)".formatted(out.texts(operation.arguments())));
    }

    /** Not for the empty arrays of one axis that cat takes among those of more. */
    @Override
    public boolean hasBackward(Operation operation) {
      return operation.values(0).stream()
          .allMatch(part -> part.rank() == operation.output().rank());
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      long axis = operation.constant(1);
      String sizes =
          operation.values(0).stream()
              .map(part -> "torch.size(%s, %s)".formatted(out.name(part), axis))
              .collect(Collectors.joining(", ", "[", "]"));
      String parts =
          out.assign(
              "parts",
              "torch.split_with_sizes(%s, %s, %s)".formatted(gradients.get(0), sizes, axis));
      add(back, operation, (i, name) -> "%s[%s]".formatted(parts, i));
    }
  }

  private static final class Stack implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      out.define(operation.output(), "torch.stack(%s)".formatted(out.texts(operation.arguments())));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      String parts =
          back.out()
              .assign(
                  "parts",
                  "torch.unbind(%s, %s)".formatted(gradients.get(0), operation.constant(1)));
      add(back, operation, (i, name) -> "%s[%s]".formatted(parts, i));
    }
  }

  /**
   * A list of views of an array along an axis.
   *
   * @param axis the argument that is the axis
   */
  private record Parts(String list, int axis) implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      out.defineList(operation, TemplateRule.filled(list, out, operation, null));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < gradients.size(); i++) {
        String part = back.out().name(operation.outputs().get(i));
        parts.add(
            gradients.get(i) == null ? "torch.zeros_like(%s)".formatted(part) : gradients.get(i));
      }
      back.add(
          operation.value(0),
          "torch.%s([%s], %s)"
              .formatted(
                  operation.name().equals("unbind") ? "stack" : "cat",
                  String.join(", ", parts),
                  operation.constant(axis)));
    }
  }

  private static final class Broadcast implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      out.defineList(
          operation, "torch.broadcast_tensors(%s)".formatted(out.texts(operation.arguments())));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      List<Value> parts = operation.values(0);
      for (int i = 0; i < parts.size(); i++) {
        if (gradients.get(i) != null && back.wants(parts.get(i))) {
          back.add(
              parts.get(i),
              "torch.sum_to_size(%s, torch.size(%s))"
                  .formatted(gradients.get(i), back.out().name(parts.get(i))));
        }
      }
    }
  }
}
