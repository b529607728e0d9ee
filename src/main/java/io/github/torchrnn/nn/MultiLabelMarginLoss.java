package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;

/**
 * The loss of scores x against several labels y each: {@index torch.nn.MultiLabelMarginLoss}. For
 * an example with C classes it is
 *
 * <pre>{@code sum over j of y, i not in y of max(0, 1 - (x_j - x_i)) / C}</pre>
 *
 * <p>where y are the classes before the first -1.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new MultiLabelMarginLoss()) {
 *   NDArray scores = Torch.tensor(new float[] {0.1f, 0.2f, 0.4f, 0.8f}, 1, 4);
 *   NDArray labels = Torch.tensor(new long[] {3, 0, -1, 1}, 1, 4);
 *   System.out.println(Torch.repr(criterion.forward(scores, labels)));
 * }
 * // tensor(0.8500)
 * }</pre>
 */
public final class MultiLabelMarginLoss extends Loss {

  /** A loss with torch's defaults: {@code torch.nn.MultiLabelMarginLoss()}. */
  public MultiLabelMarginLoss() {
    this(builder());
  }

  private MultiLabelMarginLoss(Builder options) {
    super(options);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input scores of (N, C), or unbatched (C), float32 or float64
   * @param target class indices in [0, C), int64, of the input's shape; -1 ends those of an example
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or (N) if
   *     reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, int reduction) {
    MultiClassChecks.checkLabels(input, target);
    return Functions.call(input.getManager(), "multilabel_margin_loss", input, target, reduction);
  }

  /** The options of {@link MultiLabelMarginLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {

    private Builder() {}

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public MultiLabelMarginLoss build() {
      return new MultiLabelMarginLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
