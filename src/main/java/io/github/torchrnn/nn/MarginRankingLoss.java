package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/**
 * The loss of two scores against the sign y of their difference: {@index
 * torch.nn.MarginRankingLoss}. For each element it is
 *
 * <pre>{@code max(0, -y (x1 - x2) + margin)}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new MarginRankingLoss()) {
 *   NDArray input1 = Torch.tensor(2f, 1f);
 *   NDArray input2 = Torch.tensor(1f, 0.5f);
 *   NDArray signs = Torch.tensor(1f, -1f);
 *   System.out.println(Torch.repr(criterion.forward(input1, input2, signs)));
 * }
 * // tensor(0.2500)
 * }</pre>
 */
public final class MarginRankingLoss extends TripleLoss {

  private final double margin;

  /** A loss with torch's defaults: {@code torch.nn.MarginRankingLoss()}. */
  public MarginRankingLoss() {
    this(builder());
  }

  private MarginRankingLoss(Builder options) {
    super(options, "input1", "input2", "target");
    margin = options.margin;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input1, input2, target)}.
   *
   * @param input1 scores of any shape
   * @param input2 scores of the same shape, or one that broadcasts with it and has as many axes
   * @param target 1 where the first is to be the greater one, -1 where the second is, likewise
   * @return the loss, which belongs to the first array's manager: an array of no dimensions, or of
   *     the common shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input1, NDArray input2, NDArray target) {
    return whileOpen(() -> loss(input1, input2, target, margin, reduction));
  }

  static NDArray loss(
      NDArray input1, NDArray input2, NDArray target, double margin, int reduction) {
    Shape shape = Tensors.usable("input1", input1).getShape();
    Shape other = Tensors.usable("input2", input2).getShape();
    Shape signs = Tensors.usable("target", target).getShape();
    if (shape.dimension() != other.dimension() || shape.dimension() != signs.dimension()) {
      throw new IllegalArgumentException(
          ("margin_ranking_loss : All input tensors should have same dimension but got sizes: input1:"
                  + " %s, input2: %s, target: %s ")
              .formatted(TorchText.size(shape), TorchText.size(other), TorchText.size(signs)));
    }
    ArrayChecks.requireSameDevice("input2", input1, input2);
    ArrayChecks.requireSameDevice("target", input1, target);
    PairChecks.requireSubtractable(input1, input2);
    if (target.getDataType() == DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a"
              + " mask, use the `~` or `logical_not()` operator instead.");
    }
    ArrayChecks.requireBroadcast(signs, ArrayChecks.requireBroadcast(shape, other));
    return Functions.call(
        input1.getManager(), "margin_ranking_loss", input1, input2, target, margin, reduction);
  }

  /** The difference from which on a pair costs nothing: {@code margin}. */
  public double margin() {
    return margin;
  }

  /** The options of {@link MarginRankingLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double margin;

    private Builder() {}

    /** The difference from which on a pair costs nothing; 0 by default. */
    public Builder margin(double margin) {
      this.margin = margin;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public MarginRankingLoss build() {
      return new MarginRankingLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
