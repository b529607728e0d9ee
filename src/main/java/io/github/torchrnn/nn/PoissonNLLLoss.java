package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;

/**
 * The loss of rates x against counts y, which are Poisson distributed: {@index
 * torch.nn.PoissonNLLLoss}. For each element it is
 *
 * <pre>{@code
 * exp(x) - y x          if the input is the rate's logarithm
 * x - y log(x + eps)    otherwise
 * }</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new PoissonNLLLoss()) {
 *   NDArray logRates = Torch.tensor(0f, 1f);
 *   NDArray counts = Torch.tensor(1f, 3f);
 *   System.out.println(Torch.repr(criterion.forward(logRates, counts)));
 * }
 * // tensor(0.3591)
 * }</pre>
 */
public final class PoissonNLLLoss extends Loss {

  private final boolean logInput;
  private final boolean full;
  private final double eps;

  /** A loss with torch's defaults: {@code torch.nn.PoissonNLLLoss()}. */
  public PoissonNLLLoss() {
    this(builder());
  }

  private PoissonNLLLoss(Builder options) {
    super(options);
    logInput = options.logInput;
    full = options.full;
    eps = options.eps;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input rates of any shape, or their logarithms
   * @param target counts, of a shape that broadcasts with the input's
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     common shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, logInput, full, eps, reduction));
  }

  static NDArray loss(
      NDArray input, NDArray target, boolean logInput, boolean full, double eps, int reduction) {
    ArrayChecks.requireBroadcast(
        Tensors.usable("target", target).getShape(), Tensors.usable("input", input).getShape());
    ArrayChecks.requireSameDevice("target", input, target);
    return Functions.call(
        input.getManager(), "poisson_nll_loss", input, target, logInput, full, eps, reduction);
  }

  /** Whether the input is the logarithm of the rate: {@code log_input}. */
  public boolean logInput() {
    return logInput;
  }

  /** Whether Stirling's approximation is added: {@code full}. */
  public boolean full() {
    return full;
  }

  /** What is added to a rate before its logarithm is taken: {@code eps}. */
  public double eps() {
    return eps;
  }

  /** The options of {@link PoissonNLLLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    boolean logInput = true;
    boolean full;
    double eps = 1e-8;

    private Builder() {}

    /** Whether the input is the logarithm of the rate, as by default. */
    public Builder logInput(boolean logInput) {
      this.logInput = logInput;
      return this;
    }

    /**
     * Whether to add Stirling's approximation {@code y log y - y + log(2 pi y) / 2} where y is more
     * than 1; not by default.
     */
    public Builder full(boolean full) {
      this.full = full;
      return this;
    }

    /** What is added to a rate before its logarithm is taken; 1e-8 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public PoissonNLLLoss build() {
      return new PoissonNLLLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
