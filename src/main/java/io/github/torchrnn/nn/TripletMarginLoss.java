package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;

/**
 * The loss of an anchor a that is to be nearer to a positive example p than to a negative one n:
 * {@index torch.nn.TripletMarginLoss}. With the distance d of p-norm it is
 *
 * <pre>{@code max(0, margin + d(a, p) - d(a, n))}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new TripletMarginLoss()) {
 *   NDArray anchor = Torch.tensor(new float[] {1, 0, 0, 1}, 2, 2);
 *   NDArray positive = Torch.tensor(new float[] {1, 1, 1, 0}, 2, 2);
 *   NDArray negative = Torch.tensor(new float[] {1, 0, 2, 1}, 2, 2);
 *   System.out.println(Torch.repr(criterion.forward(anchor, positive, negative)));
 * }
 * // tensor(1.2071)
 * }</pre>
 */
public final class TripletMarginLoss extends TripleLoss {

  private final double margin;
  private final double p;
  private final double eps;
  private final boolean swap;

  /** A loss with torch's defaults: {@code torch.nn.TripletMarginLoss()}. */
  public TripletMarginLoss() {
    this(builder());
  }

  private TripletMarginLoss(Builder options) {
    super(options, "anchor", "positive", "negative");
    margin = options.margin;
    p = options.p;
    eps = options.eps;
    swap = options.swap;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(anchor, positive, negative)}.
   *
   * @param anchor vectors of (N, D), or unbatched (D)
   * @param positive vectors of the same shape, or one that broadcasts with it and has as many axes
   * @param negative vectors likewise
   * @return the loss, which belongs to the first array's manager: an array of no dimensions, or
   *     (N), or () if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray anchor, NDArray positive, NDArray negative) {
    return whileOpen(() -> loss(anchor, positive, negative, margin, p, eps, swap, reduction));
  }

  static NDArray loss(
      NDArray anchor,
      NDArray positive,
      NDArray negative,
      double margin,
      double p,
      double eps,
      boolean swap,
      int reduction) {
    Shape shape = Tensors.usable("anchor", anchor).getShape();
    Shape like = Tensors.usable("positive", positive).getShape();
    Shape unlike = Tensors.usable("negative", negative).getShape();
    int rank = shape.dimension();
    if (like.dimension() != rank || unlike.dimension() != rank) {
      throw new IllegalArgumentException(
          ("The anchor, positive, and negative tensors are expected to have the same number of"
                  + " dimensions, but got: anchor %sD, positive %sD, and negative %sD inputs")
              .formatted(rank, like.dimension(), unlike.dimension()));
    }
    ArrayChecks.requireSameDevice("positive", anchor, positive);
    ArrayChecks.requireSameDevice("negative", anchor, negative);
    ArrayChecks.requireBroadcast(shape, like);
    PairChecks.requireSubtractable(anchor, positive);
    ArrayChecks.requireBroadcast(shape, unlike);
    PairChecks.requireSubtractable(anchor, negative);
    return Functions.call(
        anchor.getManager(),
        "triplet_margin_loss",
        anchor,
        positive,
        negative,
        margin,
        p,
        eps,
        swap,
        reduction);
  }

  /** How much nearer the positive example has to be to cost nothing: {@code margin}. */
  public double margin() {
    return margin;
  }

  /** The power of the norm: {@code p}. */
  public double p() {
    return p;
  }

  /** What is added to each difference: {@code eps}. */
  public double eps() {
    return eps;
  }

  /** Whether the negative example is compared with the nearer one of both others: {@code swap}. */
  public boolean swap() {
    return swap;
  }

  /** The options of {@link TripletMarginLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double margin = 1;
    double p = 2;
    double eps = 1e-6;
    boolean swap;

    private Builder() {}

    /**
     * How much nearer the positive example has to be to cost nothing, more than 0; 1 by default.
     */
    public Builder margin(double margin) {
      this.margin = margin;
      return this;
    }

    /** The power of the norm; 2 by default. */
    public Builder p(double p) {
      this.p = p;
      return this;
    }

    /** What is added to each difference; 1e-6 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /**
     * Whether the negative example is compared with the positive one where that is nearer to it
     * than the anchor is; not by default.
     */
    public Builder swap(boolean swap) {
      this.swap = swap;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public TripletMarginLoss build() {
      requireValid("TripletMarginLoss: expected margin to be greater than 0, got %s instead");
      return new TripletMarginLoss(this);
    }

    /**
     * Refuses a margin.
     *
     * @param message that of the class or that of the function, with a place for the margin
     */
    void requireValid(String message) {
      if (margin <= 0) {
        throw new IllegalArgumentException(message.formatted(PythonNumber.repr(margin)));
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
