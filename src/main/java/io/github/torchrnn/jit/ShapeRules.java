package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of operations that give numbers another shape or order. */
final class ShapeRules {

  /** The gradient of an array whose numbers kept their order. */
  private static final String RESHAPED = "torch.reshape($g, torch.size($0))";

  private ShapeRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("reshape", TemplateRule.of("torch.reshape($0, $1)", RESHAPED));
    rules.put("flatten", TemplateRule.of("torch.flatten($0, $1, $2)", RESHAPED));
    rules.put("unsqueeze", TemplateRule.of("torch.unsqueeze($0, $1)", "torch.squeeze($g, $1)"));
    rules.put("squeeze", TemplateRule.of("torch.squeeze($0)", RESHAPED));
    rules.put("squeeze_dim", TemplateRule.of("torch.squeeze($0, $1)", RESHAPED));
    rules.put("squeeze_dims", TemplateRule.of("torch.squeeze($0, $1)", RESHAPED));
    rules.put(
        "transpose", TemplateRule.of("torch.transpose($0, $1, $2)", "torch.transpose($g, $1, $2)"));
    rules.put("permute", FormulaRule.of("torch.permute($0, $1)", ShapeRules::permutedBack));
    rules.put("flip", TemplateRule.of("torch.flip($0, $1)", "torch.flip($g, $1)"));
    rules.put("roll", FormulaRule.of("torch.roll($0, $1, $2)", ShapeRules::rolledBack));
    rules.put("tril", TemplateRule.of("torch.tril($0, $1)", "torch.tril($g, $1)"));
    rules.put("triu", TemplateRule.of("torch.triu($0, $1)", "torch.triu($g, $1)"));
    rules.put(
        "expand", TemplateRule.of("torch.expand($0, $1)", "torch.sum_to_size($g, torch.size($0))"));
    rules.put("repeat", FormulaRule.of("torch.repeat($0, $1)", ShapeRules::summedTiles));
    rules.put("tile", FormulaRule.of("torch.tile($0, $1)", ShapeRules::summedTiles));
    rules.put("repeat_each", new RepeatEach());
    rules.put(
        "pad",
        new FormulaRule(
            pad -> pad.constant(2).equals("constant"),
            "self.pad($0, $1, $2, $3)",
            ShapeRules::cut));
    rules.put(
        "diagonal",
        TemplateRule.of(
            "torch.diagonal($0, $1, $2, $3)",
            "torch.diagonal_backward($g, torch.size($0), $1, $2, $3)"));
    rules.put("get", new GetRule());
    rules.put("zero_state", new ZeroStateRule());
    rules.put("detach", TemplateRule.of("torch.detach($0)"));
    rules.put("duplicate", TemplateRule.of("torch.clone(torch.detach($0))"));
    rules.put("clone", TemplateRule.of("torch.clone($0)", "$g"));
    rules.put("to", TemplateRule.of("torch.to($0, $1)", "torch.to($g, $0.dtype)"));
    rules.put("to_device", TemplateRule.of("self.to_device($0, $1)", "torch.to($g, $0.device)"));
    rules.put("to_type", TemplateRule.of("torch.to(torch.detach($0), $1)"));
    rules.put("one_hot_as", TemplateRule.of("torch.to(torch.one_hot(torch.to($0, 4), $1), $2)"));
  }

  /** Axes from 0 on, of an operation on an array of some axes. */
  static List<Integer> axes(List<Long> given, int rank) {
    return given.stream().map(axis -> Math.floorMod(axis, Math.max(rank, 1))).toList();
  }

  private static String permutedBack(Emitter out, Operation operation, String gradient) {
    List<Integer> axes = axes(operation.constant(1), operation.value(0).rank());
    List<Integer> back = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      back.add(axes.indexOf(i));
    }
    return "torch.permute(%s, %s)".formatted(gradient, out.text(back));
  }

  private static String rolledBack(Emitter out, Operation operation, String gradient) {
    List<Long> shifts = operation.constant(1);
    return "torch.roll(%s, %s, %s)"
        .formatted(
            gradient,
            out.text(shifts.stream().map(shift -> -shift).toList()),
            out.text(operation.arguments().get(2)));
  }

  /** The sum of the copies: {@code tile(x, copies)}, with less copies than axes or more. */
  private static String summedTiles(Emitter out, Operation operation, String gradient) {
    List<Long> copies = new ArrayList<>(operation.<List<Long>>constant(1));
    int rank = operation.value(0).rank();
    while (copies.size() < rank) {
      copies.add(0, 1L);
    }
    List<String> sizes = new ArrayList<>();
    List<Integer> sums = new ArrayList<>();
    int more = copies.size() - rank;
    for (int i = 0; i < copies.size(); i++) {
      sums.add(sizes.size());
      sizes.add(copies.get(i).toString());
      if (i >= more) {
        sizes.add("torch.size(%s, %s)".formatted(out.name(operation.value(0)), i - more));
      }
    }
    return summed(gradient, sizes, sums);
  }

  private static String summed(String gradient, List<String> sizes, List<Integer> sums) {
    return sums.isEmpty()
        ? gradient
        : "torch.sum(torch.reshape(%s, [%s]), %s)"
            .formatted(gradient, String.join(", ", sizes), sums);
  }

  /** The gradient without what was added at the ends. */
  private static String cut(Emitter out, Operation operation, String gradient) {
    List<Long> pad = operation.constant(1);
    return "torch.constant_pad_nd(%s, %s, 0)"
        .formatted(gradient, out.text(pad.stream().map(count -> -count).toList()));
  }

  /** {@code repeat_each(x, counts)}: each number of an axis some times, for the first axes. */
  private static final class RepeatEach implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      List<Long> counts = operation.constant(1);
      String result = out.name(operation.value(0));
      for (int axis = 0; axis < counts.size(); axis++) {
        result = "torch.repeat_interleave(%s, %s, %s)".formatted(result, counts.get(axis), axis);
      }
      out.define(operation.output(), result);
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      List<Long> counts = operation.constant(1);
      String x = back.out().name(operation.value(0));
      int rank = operation.value(0).rank();
      List<String> sizes = new ArrayList<>();
      List<Integer> sums = new ArrayList<>();
      for (int axis = 0; axis < Math.max(rank, counts.size()); axis++) {
        if (axis < rank) {
          sizes.add("torch.size(%s, %s)".formatted(x, axis));
        }
        if (axis < counts.size()) {
          sums.add(sizes.size());
          sizes.add(counts.get(axis).toString());
        }
      }
      back.add(operation.value(0), summed(gradients.get(0), sizes, sums));
    }
  }
}
