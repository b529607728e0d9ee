package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;

/**
 * The logistic loss of scores x against signs y: {@index torch.nn.SoftMarginLoss}. For each element
 * it is
 *
 * <pre>{@code log(1 + exp(-y x))}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new SoftMarginLoss()) {
 *   NDArray scores = Torch.tensor(2f, 0.5f);
 *   NDArray signs = Torch.tensor(1f, -1f);
 *   System.out.println(Torch.repr(criterion.forward(scores, signs)));
 * }
 * // tensor(0.5505)
 * }</pre>
 */
public final class SoftMarginLoss extends Loss {

  /** A loss with torch's defaults: {@code torch.nn.SoftMarginLoss()}. */
  public SoftMarginLoss() {
    this(builder());
  }

  private SoftMarginLoss(Builder options) {
    super(options);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input scores of any shape, floating
   * @param target 1 or -1 for each score, of a shape that broadcasts with the input's
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     common shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, int reduction) {
    ArrayChecks.requireBroadcast(
        Tensors.usable("input", input).getShape(), Tensors.usable("target", target).getShape());
    ArrayChecks.requireSameDevice("target", input, target);
    return Functions.call(input.getManager(), "soft_margin_loss", input, target, reduction);
  }

  /** The options of {@link SoftMarginLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {

    private Builder() {}

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public SoftMarginLoss build() {
      return new SoftMarginLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
