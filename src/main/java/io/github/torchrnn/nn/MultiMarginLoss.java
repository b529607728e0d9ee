package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import org.jspecify.annotations.Nullable;

/**
 * The loss of scores x against class indices y: {@index torch.nn.MultiMarginLoss}. For an example
 * with C classes it is
 *
 * <pre>{@code sum over i != y of weight_y max(0, margin - x_y + x_i)^p / C}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new MultiMarginLoss()) {
 *   NDArray scores = Torch.tensor(new float[] {1, 2, 3, 0, 0, 5}, 2, 3);
 *   NDArray labels = Torch.tensor(2L, 0L);
 *   System.out.println(Torch.repr(criterion.forward(scores, labels)));
 * }
 * // tensor(1.1667)
 * }</pre>
 */
public final class MultiMarginLoss extends Loss {

  private final int p;
  private final double margin;
  private final @Nullable NDArray weight;

  /** A loss with torch's defaults: {@code torch.nn.MultiMarginLoss()}. */
  public MultiMarginLoss() {
    this(builder());
  }

  private MultiMarginLoss(Builder options) {
    super(options);
    p = options.p;
    margin = options.margin;
    weight = options.weight == null ? null : registerBuffer("weight", options.weight);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input scores of (N, C), or unbatched (C), float32 or float64
   * @param target class indices in [0, C), int64, of (N), or ()
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     target's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, p, margin, weight, reduction));
  }

  static NDArray loss(
      NDArray input,
      NDArray target,
      int p,
      double margin,
      @Nullable NDArray weight,
      int reduction) {
    MultiClassChecks.checkClasses(input, target, weight);
    return Functions.call(
        input.getManager(), "multi_margin_loss", input, target, p, margin, weight, reduction);
  }

  /** The power of each term, 1 or 2: {@code p}. */
  public int p() {
    return p;
  }

  /** The distance from which on a wrong class costs nothing: {@code margin}. */
  public double margin() {
    return margin;
  }

  /** The weight of each class, of (C), or null if all are equal: {@code weight}. */
  public @Nullable NDArray weight() {
    return weight;
  }

  /** The options of {@link MultiMarginLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    int p = 1;
    double margin = 1;
    @Nullable NDArray weight;

    private Builder() {}

    /** The power of each term, 1 or 2; 1 by default. */
    public Builder p(int p) {
      this.p = p;
      return this;
    }

    /** The distance from which on a wrong class costs nothing; 1 by default. */
    public Builder margin(double margin) {
      this.margin = margin;
      return this;
    }

    /**
     * A weight for each class, of (C) and the input's type, copied; null, the default, for equal
     * weights.
     */
    public Builder weight(@Nullable NDArray weight) {
      this.weight = weight;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public MultiMarginLoss build() {
      requireValid();
      if (weight != null && weight.getShape().dimension() != 1) {
        throw new IllegalArgumentException(
            "MultiMarginLoss: expected weight to be None or 1D tensor, got %sD instead"
                .formatted(weight.getShape().dimension()));
      }
      return new MultiMarginLoss(this);
    }

    void requireValid() {
      if (p != 1 && p != 2) {
        throw new IllegalArgumentException("only p == 1 and p == 2 supported");
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
