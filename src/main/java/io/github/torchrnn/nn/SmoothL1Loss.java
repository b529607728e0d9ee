package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distance of input x and target y, squared where it is small: {@index torch.nn.SmoothL1Loss}.
 * For each element it is
 *
 * <pre>{@code
 * (x - y)^2 / (2 beta)  if |x - y| < beta
 * |x - y| - beta / 2    otherwise
 * }</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new SmoothL1Loss()) {
 *   NDArray input = Torch.tensor(1f, 2f, 3f);
 *   NDArray target = Torch.tensor(1.5f, 0f, 3f);
 *   System.out.println(Torch.repr(criterion.forward(input, target)));
 * }
 * // tensor(0.5417)
 * }</pre>
 */
public final class SmoothL1Loss extends Loss {

  private static final Logger LOGGER = LoggerFactory.getLogger(SmoothL1Loss.class);

  private final double beta;

  /** A loss with torch's defaults: {@code torch.nn.SmoothL1Loss()}. */
  public SmoothL1Loss() {
    this(builder());
  }

  private SmoothL1Loss(Builder options) {
    super(options);
    beta = options.beta;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input an array of any shape
   * @param target an array of the same shape; of another, it is broadcast, with torch's warning
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if the shapes or types do not fit
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, reduction, beta));
  }

  static NDArray loss(NDArray input, NDArray target, int reduction, double beta) {
    if (beta == 0) {
      return L1Loss.loss(input, target, reduction);
    }
    PairChecks.requireBroadcast(LOGGER, input, target);
    PairChecks.requireFloating("smooth_l1_cpu", input, target);
    return Functions.call(input.getManager(), "smooth_l1_loss", input, target, reduction, beta);
  }

  /** The distance from which on the loss is linear: {@code beta}. */
  public double beta() {
    return beta;
  }

  /** The options of {@link SmoothL1Loss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double beta = 1;

    private Builder() {}

    /**
     * The distance from which on the loss is linear; 1 by default. torch checks it when the loss is
     * first computed, this library when it is built.
     */
    public Builder beta(double beta) {
      this.beta = beta;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public SmoothL1Loss build() {
      requireValid();
      return new SmoothL1Loss(this);
    }

    void requireValid() {
      if (!(beta >= 0)) {
        throw new IllegalArgumentException(
            "smooth_l1_loss does not support negative values for beta.");
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
