package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;

/**
 * The loss of distances x against signs y, 1 for what is alike: {@index
 * torch.nn.HingeEmbeddingLoss}. For each element it is
 *
 * <pre>{@code
 * x                    if y = 1
 * max(0, margin - x)   if y = -1
 * }</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new HingeEmbeddingLoss()) {
 *   NDArray distances = Torch.tensor(0.5f, 0.3f);
 *   NDArray signs = Torch.tensor(1f, -1f);
 *   System.out.println(Torch.repr(criterion.forward(distances, signs)));
 * }
 * // tensor(0.6000)
 * }</pre>
 */
public final class HingeEmbeddingLoss extends Loss {

  private final double margin;

  /** A loss with torch's defaults: {@code torch.nn.HingeEmbeddingLoss()}. */
  public HingeEmbeddingLoss() {
    this(builder());
  }

  private HingeEmbeddingLoss(Builder options) {
    super(options);
    margin = options.margin;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input distances of any shape
   * @param target 1 or -1 for each of them, of a shape that broadcasts with the input's
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     common shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, margin, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, double margin, int reduction) {
    ArrayChecks.requireBroadcast(
        Tensors.usable("target", target).getShape(), Tensors.usable("input", input).getShape());
    ArrayChecks.requireSameDevice("target", input, target);
    return Functions.call(
        input.getManager(), "hinge_embedding_loss", input, target, margin, reduction);
  }

  /** The distance from which on what differs costs nothing: {@code margin}. */
  public double margin() {
    return margin;
  }

  /** The options of {@link HingeEmbeddingLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double margin = 1;

    private Builder() {}

    /** The distance from which on what differs costs nothing; 1 by default. */
    public Builder margin(double margin) {
      this.margin = margin;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public HingeEmbeddingLoss build() {
      return new HingeEmbeddingLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
