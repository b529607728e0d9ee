package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Objects;

/**
 * Loss of an input against a target: {@index torch.nn.modules.loss._Loss}. A reduction makes one
 * loss of those of the elements. No class outside this package can extend it.
 */
public abstract class Loss extends ReducedLoss {

  Loss(Builder<?> options) {
    super(options);
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or one loss
   *     per element if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a rank, size, type or value is wrong
   */
  public abstract NDArray forward(NDArray input, NDArray target);

  @Override
  protected final NDList compute(NDList inputs) {
    requireArguments(inputs, "input", "target");
    return new NDList(forward(inputs.get(0), inputs.get(1)));
  }

  /** The option of all losses, with torch's default. */
  public abstract static class Builder<B extends Builder<B>> {
    String reduction = "mean";

    Builder() {}

    abstract B self();

    /** torch's number of the reduction. */
    int reduction() {
      return reductionOr("%s is not a valid value for reduction");
    }

    /**
     * torch's number of the reduction.
     *
     * @param refusal torch's words for another text, with a place for it
     */
    final int reductionOr(String refusal) {
      return switch (reduction) {
        case "none" -> 0;
        case "mean" -> MEAN;
        case "sum" -> SUM;
        default -> throw new IllegalArgumentException(refusal.formatted(reduction));
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
