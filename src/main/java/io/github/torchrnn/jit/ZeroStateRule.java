package io.github.torchrnn.jit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The row of the zeros from which a recurrent module starts: {@code zero_state(input, batch_axis,
 * sizes)}, where -1 stands for the batch.
 */
final class ZeroStateRule implements Rule {

  @Override
  public void forward(Emitter out, Operation operation) {
    out.defer(operation);
  }

  /**
   * The expression of the zeros.
   *
   * @param axes how many of the first sizes to leave out
   */
  static String zeros(Emitter out, Operation operation, int axes) {
    String input = out.name(operation.value(0));
    List<Long> sizes = operation.constant(2);
    String batch = "torch.size(%s, %s)".formatted(input, operation.<Long>constant(1));
    return sizes.subList(axes, sizes.size()).stream()
        .map(size -> size < 0 ? batch : size.toString())
        .collect(
            Collectors.joining(
                ", ",
                "torch.zeros([",
                "], dtype=%s.dtype, device=%s.device)".formatted(input, input)));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    throw new IllegalStateException("zeros have no gradient");
  }
}
