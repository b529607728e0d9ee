package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;

/**
 * The loss of expectations x against targets y, which are normally distributed with a variance v:
 * {@index torch.nn.GaussianNLLLoss}. For each element it is
 *
 * <pre>{@code (log(max(v, eps)) + (x - y)^2 / max(v, eps)) / 2}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new GaussianNLLLoss()) {
 *   NDArray input = Torch.tensor(1f, 2f, 3f);
 *   NDArray target = Torch.tensor(1.5f, 0f, 3f);
 *   NDArray variance = Torch.tensor(1f, 4f, 1f);
 *   System.out.println(Torch.repr(criterion.forward(input, target, variance)));
 * }
 * // tensor(0.4394)
 * }</pre>
 */
public final class GaussianNLLLoss extends TripleLoss {

  private final boolean full;
  private final double eps;

  /** A loss with torch's defaults: {@code torch.nn.GaussianNLLLoss()}. */
  public GaussianNLLLoss() {
    this(builder());
  }

  private GaussianNLLLoss(Builder options) {
    super(options, "input", "target", "var");
    full = options.full;
    eps = options.eps;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target, var)}.
   *
   * @param input expectations of (N, ...), floating
   * @param target an array of the same shape, or one that broadcasts with it
   * @param var variances of the input's shape, or with one axis of size 1, or without the last
   *     axis; not negative, floating
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target, NDArray var) {
    return whileOpen(() -> loss(input, target, var, full, eps, reduction));
  }

  static NDArray loss(
      NDArray input, NDArray target, NDArray var, boolean full, double eps, int reduction) {
    Shape shape = Tensors.usable("input", input).getShape();
    Tensors.usable("target", target);
    Shape variances = Tensors.usable("var", var).getShape();
    ArrayChecks.requireSameDevice("var", input, var);
    if (!isOf(shape, variances)) {
      throw new IllegalArgumentException("var is of incorrect size");
    }
    if (!var.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "result type Float can't be cast to the desired output type "
              + TorchText.cppType(var.getDataType()));
    }
    ArrayChecks.requireBroadcast(
        commonShape(input, target),
        variances.dimension() < shape.dimension() ? variances.add(1) : variances);
    return Functions.call(
        input.getManager(), "gaussian_nll_loss", input, target, var, full, eps, reduction);
  }

  /**
   * Computes the loss with one variance for all: {@code loss = criterion(input, target, 0.5)}.
   *
   * @param input expectations of (N, ...)
   * @param target an array of the same shape, or one that broadcasts with it
   * @param var the variance, not negative
   * @return as of {@link #forward(NDArray, NDArray, NDArray)}
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  public NDArray forward(NDArray input, NDArray target, double var) {
    return whileOpen(() -> loss(input, target, var, full, eps, reduction));
  }

  static NDArray loss(
      NDArray input, NDArray target, double var, boolean full, double eps, int reduction) {
    commonShape(input, target);
    if (var < 0) {
      throw new IllegalArgumentException("var has negative entry/entries");
    }
    return Functions.call(
        input.getManager(), "gaussian_nll_loss_of", input, target, var, full, eps, reduction);
  }

  private static Shape commonShape(NDArray input, NDArray target) {
    Shape common =
        ArrayChecks.requireBroadcast(
            Tensors.usable("input", input).getShape(), Tensors.usable("target", target).getShape());
    ArrayChecks.requireSameDevice("target", input, target);
    PairChecks.requireSubtractable(input, target);
    return common;
  }

  /** Whether variances of a shape are those of an input: one each, or one for an axis. */
  private static boolean isOf(Shape input, Shape var) {
    int rank = input.dimension();
    if (var.dimension() == rank - 1) {
      return input.slice(0, rank - 1).equals(var);
    }
    if (var.dimension() != rank) {
      return false;
    }
    long others = 0;
    for (int i = 0; i < rank; i++) {
      others += input.get(i) == var.get(i) ? 0 : var.get(i);
    }
    return input.equals(var) || others == 1;
  }

  /** Whether the constant is added: {@code full}. */
  public boolean full() {
    return full;
  }

  /** The least variance by which is divided: {@code eps}. */
  public double eps() {
    return eps;
  }

  /** The options of {@link GaussianNLLLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    boolean full;
    double eps = 1e-6;

    private Builder() {}

    /** Whether to add the constant {@code log(2 pi) / 2}; not by default. */
    public Builder full(boolean full) {
      this.full = full;
      return this;
    }

    /** The least variance by which is divided; 1e-6 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public GaussianNLLLoss build() {
      return new GaussianNLLLoss(this);
    }

    @Override
    int reduction() {
      return reductionOr("%s is not valid");
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
