package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Objects;

/** What all losses share: how the losses of the elements become one. */
abstract class Loss extends TorchModule {

  static final int MEAN = 1;

  /** torch's number of the reduction. */
  final int reduction;

  Loss(Builder<?> options) {
    reduction =
        switch (options.reduction) {
          case "none" -> 0;
          case "mean" -> MEAN;
          case "sum" -> 2;
          default ->
              throw new IllegalArgumentException(
                  options.reduction + " is not a valid value for reduction");
        };
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @return the loss, which belongs to the input's manager: an array of no dimensions or, without
   *     reduction, of a loss an element
   * @throws IllegalArgumentException with torch's message if a rank, size, type or value is wrong
   */
  public abstract NDArray forward(NDArray input, NDArray target);

  /** What {@link #forward} does with {@code input} and {@code target}: a TorchScript expression. */
  abstract String script();

  @Override
  public final String torchScript() {
    return "def forward(self, input: Tensor, target: Tensor) -> Tensor:\n  return "
        + script()
        + "\n";
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
  abstract static class Builder<B extends Builder<B>> {
    private String reduction = "mean";

    abstract B self();

    /**
     * {@code "mean"}, the default, {@code "sum"}, or {@code "none"} for a loss an element. torch
     * refuses others when the loss is first computed, this library when it is built.
     */
    public B reduction(String reduction) {
      Objects.requireNonNull(reduction, "reduction is null");
      this.reduction = reduction;
      return self();
    }
  }
}
