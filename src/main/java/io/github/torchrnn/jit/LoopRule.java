package io.github.torchrnn.jit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code loop}: a {@code for} whose body is written by the rows of its operations, and
 * another one, with the turns from the last to the first, of their backward.
 */
final class LoopRule implements Rule {

  @Override
  public boolean hasBackward(Operation operation) {
    return Loop.of(operation).body().stream().noneMatch(Operations::needsGraph);
  }

  @Override
  public void forward(Emitter out, Operation operation) {
    out.save(operation, LoopForward.write(out, Loop.of(operation)));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    LoopForward forward = back.out().forward(operation);
    new LoopBackward(back, Loop.of(operation), forward).write(gradients);
  }
}
