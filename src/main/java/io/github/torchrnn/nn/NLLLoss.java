package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The loss of log-probabilities x against class indices y: {@index torch.nn.NLLLoss}.
 *
 * <pre>{@code -weight_y x_y}</pre>
 *
 * <p>The mean divides the sum by the sum of the weights.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new NLLLoss()) {
 *   NDArray logs = Functional.logSoftmax(Torch.tensor(new float[] {1, 2, 3, 0, 0, 5}, 2, 3), 1);
 *   NDArray labels = Torch.tensor(2L, 0L);
 *   System.out.println(Torch.repr(criterion.forward(logs, labels)));
 * }
 * // tensor(2.7105)
 * }</pre>
 */
public final class NLLLoss extends ClassLoss {

  /** A loss with torch's defaults: {@code torch.nn.NLLLoss()}. */
  public NLLLoss() {
    this(builder());
  }

  private NLLLoss(Builder options) {
    super(options);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input log-probabilities of (N, C), of (N, C, d1, ...), or unbatched (C)
   * @param target class indices in [0, C), int64, of (N), (N, d1, ...) or ()
   * @return the loss, which belongs to the input's manager: an array of no dimensions or, without
   *     reduction, of the target's shape
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong, or a
   *     class index out of range
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, weight, reduction, ignoreIndex));
  }

  static NDArray loss(
      NDArray input, NDArray target, @Nullable NDArray weight, int reduction, long ignoreIndex) {
    Tensors.usable("target", target);
    if (Tensors.usable("input", input).getShape().dimension() == 0) {
      throw new IllegalArgumentException("Expected 1 or more dimensions (got 0)");
    }
    ClassTargetChecks.check(input, target, weight, ignoreIndex);
    return Kernels.call(
        input.getManager(), "nll_loss", input, target, weight, reduction, ignoreIndex);
  }

  /** The options of {@link NLLLoss}. */
  public static final class Builder extends ClassLoss.Builder<Builder> {

    private Builder() {}

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public NLLLoss build() {
      return new NLLLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
