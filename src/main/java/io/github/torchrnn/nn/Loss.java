package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Objects;

/**
 * Loss of an input against a target: {@code torch.nn.modules.loss._Loss}. A reduction makes one
 * loss of those of the elements. No class outside this package can extend it.
 */
public abstract class Loss extends TorchModule {

  static final int MEAN = 1;

  /** torch's number of the reduction: 0 for none, 1 for the mean, 2 for the sum. */
  final int reduction;

  private final String reductionName;

  Loss(Builder<?> options) {
    reductionName = options.reduction;
    reduction = options.reduction();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or one loss
   *     per element if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a rank, size, type or value is wrong
   */
  public abstract NDArray forward(NDArray input, NDArray target);

  /** How the losses of the elements become one, {@code "mean"} for example: {@code reduction}. */
  public final String reduction() {
    return reductionName;
  }

  @Override
  protected final NDList compute(NDList inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException(
          name() + ".forward() missing 1 required positional argument: 'target'");
    }
    return new NDList(forward(inputs.get(0), inputs.get(1)));
  }

  /** The option of all losses, with torch's default. */
  public abstract static class Builder<B extends Builder<B>> {
    private String reduction = "mean";

    Builder() {}

    abstract B self();

    /** torch's number of the reduction. */
    final int reduction() {
      return switch (reduction) {
        case "none" -> 0;
        case "mean" -> MEAN;
        case "sum" -> 2;
        default ->
            throw new IllegalArgumentException(reduction + " is not a valid value for reduction");
      };
    }

    /**
     * {@code "mean"}, the default, {@code "sum"}, or {@code "none"} for one loss per element. torch
     * refuses others when the loss is first computed, this library when it is built.
     */
    public B reduction(String reduction) {
      Objects.requireNonNull(reduction, "reduction is null");
      this.reduction = reduction;
      return self();
    }
  }
}
