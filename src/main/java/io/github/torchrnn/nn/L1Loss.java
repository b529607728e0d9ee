package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distance of input x and target y: {@index torch.nn.L1Loss}. For each element it is
 *
 * <pre>{@code |x - y|}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new L1Loss()) {
 *   NDArray input = Torch.tensor(1f, 2f, 3f);
 *   NDArray target = Torch.tensor(1.5f, 0f, 3f);
 *   System.out.println(Torch.repr(criterion.forward(input, target)));
 * }
 * // tensor(0.8333)
 * }</pre>
 */
public final class L1Loss extends Loss {

  private static final Logger LOGGER = LoggerFactory.getLogger(L1Loss.class);

  /** A loss with torch's defaults: {@code torch.nn.L1Loss()}. */
  public L1Loss() {
    this(builder());
  }

  private L1Loss(Builder options) {
    super(options);
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
    return whileOpen(() -> loss(input, target, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, int reduction) {
    PairChecks.requireBroadcast(LOGGER, input, target);
    PairChecks.requireSubtractable(input, target);
    if (reduction == MEAN && PairChecks.neitherFloats(input, target)) {
      throw new IllegalArgumentException(
          "mean(): could not infer output dtype. Input dtype must be either a floating point or"
              + " complex dtype. Got: "
              + PairChecks.promoted(input, target));
    }
    return Functions.call(input.getManager(), "l1_loss", input, target, reduction);
  }

  /** The loss with a weight for each element: {@code torch.nn.functional.l1_loss}'s. */
  static NDArray weighted(NDArray input, NDArray target, NDArray weight, int reduction) {
    PairChecks.requireBroadcast(LOGGER, input, target);
    PairChecks.requireWeight(input, weight);
    PairChecks.requireSubtractable(input, target);
    return Functions.call(input.getManager(), "weighted_l1_loss", input, target, weight, reduction);
  }

  /** The options of {@link L1Loss}. */
  public static final class Builder extends Loss.Builder<Builder> {

    private Builder() {}

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public L1Loss build() {
      return new L1Loss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
