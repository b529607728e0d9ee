package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row of {@code clamp(x, min, max)}, of which one number may be missing. */
final class ClampRule implements Rule {

  @Override
  public void forward(Emitter out, Operation operation) {
    out.define(operation.output(), "torch.clamp(%s)".formatted(out.texts(operation.arguments())));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    Emitter out = back.out();
    String x = out.name(operation.value(0));
    List<String> within = new ArrayList<>();
    if (operation.arguments().get(1) != null) {
      within.add("torch.ge(%s, %s)".formatted(x, out.text(operation.arguments().get(1))));
    }
    if (operation.arguments().get(2) != null) {
      within.add("torch.le(%s, %s)".formatted(x, out.text(operation.arguments().get(2))));
    }
    String mask =
        within.size() == 2
            ? "torch.__and__(%s, %s)".formatted(within.get(0), within.get(1))
            : within.get(0);
    back.add(operation.value(0), "torch.where(%s, %s, 0.)".formatted(mask, gradients.get(0)));
  }
}
