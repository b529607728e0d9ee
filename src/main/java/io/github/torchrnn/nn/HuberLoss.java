package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distance of input x and target y, squared where it is small: {@index torch.nn.HuberLoss}. For
 * each element it is
 *
 * <pre>{@code
 * (x - y)^2 / 2                 if |x - y| <= delta
 * delta (|x - y| - delta / 2)   otherwise
 * }</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new HuberLoss()) {
 *   NDArray input = Torch.tensor(1f, 2f, 3f);
 *   NDArray target = Torch.tensor(1.5f, 0f, 3f);
 *   System.out.println(Torch.repr(criterion.forward(input, target)));
 * }
 * // tensor(0.5417)
 * }</pre>
 */
public final class HuberLoss extends Loss {
  private static final Logger LOGGER = LoggerFactory.getLogger(HuberLoss.class);

  private final double delta;

  /** A loss with torch's defaults: {@code torch.nn.HuberLoss()}. */
  public HuberLoss() {
    this(builder());
  }

  private HuberLoss(Builder options) {
    super(options);
    delta = options.delta;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input an array of any shape, floating
   * @param target an array of the same shape; of another, it is broadcast, with torch's warning
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, delta, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, double delta, int reduction) {
    PairChecks.requireBroadcast(LOGGER, input, target);
    PairChecks.requireFloatingInput("huber_cpu", input, target);
    return Functions.call(input.getManager(), "huber_loss", input, target, reduction, delta);
  }

  /** The loss with a weight for each element: {@code torch.nn.functional.huber_loss}'s. */
  static NDArray weighted(
      NDArray input, NDArray target, NDArray weight, double delta, int reduction) {
    PairChecks.requireBroadcast(LOGGER, input, target);
    PairChecks.requireWeight(input, weight);
    PairChecks.requireFloatingInput("huber_cpu", input, target);
    return Functions.call(
        input.getManager(), "weighted_huber_loss", input, target, weight, reduction, delta);
  }

  /** The distance from which on the loss is linear: {@code delta}. */
  public double delta() {
    return delta;
  }

  /** The options of {@link HuberLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    double delta = 1;

    private Builder() {}

    /**
     * The distance from which on the loss is linear; 1 by default. torch checks it when the loss is
     * first computed, this library when it is built.
     */
    public Builder delta(double delta) {
      this.delta = delta;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public HuberLoss build() {
      requireValid();
      return new HuberLoss(this);
    }

    void requireValid() {
      if (!(delta > 0)) {
        throw new IllegalArgumentException(
            "huber_loss does not support non-positive values for delta.");
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
