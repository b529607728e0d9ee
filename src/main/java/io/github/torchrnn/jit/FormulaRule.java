package io.github.torchrnn.jit;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A row of one output whose forward is a template, and whose gradients are expressions that Java
 * writes, as they depend on ranks and axes.
 *
 * @param fits whether the gradients are those of an operation with these arguments
 * @param forward as in {@link TemplateRule}
 * @param gradients of the arguments in order, null for those that have none
 */
record FormulaRule(Predicate<Operation> fits, String forward, @Nullable Gradient... gradients)
    implements Rule {

  /** Writes the gradient of an argument. */
  @FunctionalInterface
  interface Gradient {
    String of(Emitter out, Operation operation, String gradient);
  }

  /** A row whose gradients are those of all arguments. */
  static Rule of(String forward, @Nullable Gradient... gradients) {
    return new FormulaRule(operation -> true, forward, gradients);
  }

  @Override
  public void forward(Emitter out, Operation operation) {
    out.define(operation.output(), TemplateRule.filled(forward, out, operation, null));
  }

  @Override
  public boolean hasBackward(Operation operation) {
    for (int i = 0; i < operation.arguments().size(); i++) {
      if (operation.records(i) && (i >= gradients.length || gradients[i] == null)) {
        return false;
      }
    }
    return fits.test(operation);
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> given) {
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] != null
          && operation.arguments().get(i) instanceof Value value
          && back.wants(value)) {
        back.add(value, gradients[i].of(back.out(), operation, given.get(0)));
      }
    }
  }
}
