package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/**
 * The loss of two vectors against the sign y, 1 for what is alike: {@index
 * torch.nn.CosineEmbeddingLoss}. It is
 *
 * <pre>{@code
 * 1 - cos(x1, x2)               if y = 1
 * max(0, cos(x1, x2) - margin)  if y = -1
 * }</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new CosineEmbeddingLoss()) {
 *   NDArray input1 = Torch.tensor(new float[] {1, 0, 0, 1}, 2, 2);
 *   NDArray input2 = Torch.tensor(new float[] {1, 1, 1, 0}, 2, 2);
 *   NDArray signs = Torch.tensor(1f, -1f);
 *   System.out.println(Torch.repr(criterion.forward(input1, input2, signs)));
 * }
 * // tensor(0.1464)
 * }</pre>
 */
public final class CosineEmbeddingLoss extends TripleLoss {

  private final double margin;

  /** A loss with torch's defaults: {@code torch.nn.CosineEmbeddingLoss()}. */
  public CosineEmbeddingLoss() {
    this(builder());
  }

  private CosineEmbeddingLoss(Builder options) {
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
   * @param input1 vectors of (N, D), or unbatched (D)
   * @param input2 vectors of the same shape, or one that broadcasts with it
   * @param target 1 or -1 for each pair, of (N), or ()
   * @return the loss, which belongs to the first array's manager: an array of no dimensions, or of
   *     the target's shape if reduction is "none"
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
    int rank = signs.dimension();
    if (rank > 1) {
      throw new IllegalArgumentException(
          "0D or 1D target tensor expected, multi-target not supported");
    }
    if (shape.dimension() != rank + 1 || other.dimension() != rank + 1) {
      throw new IllegalArgumentException(
          "%sD target tensor expects %sD input tensors, but found inputs with sizes %s and %s."
              .formatted(
                  rank,
                  rank + 1,
                  TorchText.sizes(shape.getShape()),
                  TorchText.sizes(other.getShape())));
    }
    ArrayChecks.requireSameDevice("input2", input1, input2);
    ArrayChecks.requireSameDevice("target", input1, target);
    Shape common = ArrayChecks.requireBroadcast(shape, other);
    ArrayChecks.requireBroadcast(signs, common.slice(0, rank));
    return Functions.call(
        input1.getManager(), "cosine_embedding_loss", input1, input2, target, margin, reduction);
  }

  /** The cosine up to which what differs costs nothing: {@code margin}. */
  public double margin() {
    return margin;
  }

  /** The options of {@link CosineEmbeddingLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double margin;

    private Builder() {}

    /** The cosine up to which what differs costs nothing, between -1 and 1; 0 by default. */
    public Builder margin(double margin) {
      this.margin = margin;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public CosineEmbeddingLoss build() {
      return new CosineEmbeddingLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
