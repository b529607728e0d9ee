package io.github.torchrnn.jit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction,
 * zero_infinity)}, and of the same with lengths that are constants.
 */
final class CtcRule implements Rule {

  @Override
  public boolean hasBackward(Operation operation) {
    return !operation.records(1);
  }

  @Override
  public void forward(Emitter out, Operation operation) {
    if (!out.records(operation)) {
      out.define(
          operation.output(),
          "self.%s(%s)".formatted(operation.name(), out.texts(operation.arguments())));
      return;
    }
    boolean single = operation.value(0).rank() == 2;
    String x = out.name(operation.value(0));
    String logProbs = single ? out.assign("lp", "torch.unsqueeze(%s, 1)".formatted(x)) : x;
    String inputs = out.assign("inputs", lengths(out, operation.arguments().get(2)));
    String lengths = out.assign("lengths", lengths(out, operation.arguments().get(3)));
    String labels =
        out.assign(
            "labels",
            "self.ctc_labels(%s, %s, %s)"
                .formatted(logProbs, out.name(operation.value(1)), lengths));
    String arguments =
        Stream.of(logProbs, labels, inputs, lengths).collect(Collectors.joining(", "));
    String options =
        out.text(operation.arguments().get(4)) + ", " + out.text(operation.arguments().get(6));
    String each = out.fresh("each");
    String alpha = out.fresh("alpha");
    out.line("%s, %s = torch._ctc_loss(%s, %s)".formatted(each, alpha, arguments, options));
    out.save(operation, "arguments", "%s, %s, %s, %s".formatted(arguments, each, alpha, options));
    out.save(operation, "each", each);
    out.save(operation, "lengths", lengths);
    String finite =
        operation.<Boolean>constant(6)
            ? out.assign("finite", "torch.where(torch.isinf(%s), 0., %s)".formatted(each, each))
            : each;
    out.define(
        operation.output(),
        switch (operation.<Long>constant(5).intValue()) {
          case 0 -> single ? "torch.squeeze(%s, 0)".formatted(finite) : finite;
          case 1 -> "torch.mean(torch.div(%s, torch.clamp(%s, 1)))".formatted(finite, lengths);
          default -> "torch.sum(%s)".formatted(finite);
        });
  }

  /** Lengths as an array of one axis. */
  private static String lengths(Emitter out, @Nullable Object lengths) {
    return lengths instanceof Value value
        ? "torch.reshape(%s, [-1])".formatted(out.name(value))
        : "torch.tensor(%s, dtype=4)".formatted(out.text(lengths));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    Emitter out = back.out();
    boolean single = operation.value(0).rank() == 2;
    String g = gradients.get(0);
    String each = out.saved(operation, "each");
    String given =
        switch (operation.<Long>constant(5).intValue()) {
          case 0 -> single ? "torch.unsqueeze(%s, 0)".formatted(g) : g;
          case 1 ->
              "torch.div(torch.div(%s, torch.numel(%s)), torch.clamp(%s, 1))"
                  .formatted(g, each, out.saved(operation, "lengths"));
          default -> "torch.expand(%s, torch.size(%s))".formatted(g, each);
        };
    String d =
        "torch._ctc_loss_backward(%s, %s)".formatted(given, out.saved(operation, "arguments"));
    back.add(operation.value(0), single ? "torch.squeeze(%s, 1)".formatted(d) : d);
  }
}
