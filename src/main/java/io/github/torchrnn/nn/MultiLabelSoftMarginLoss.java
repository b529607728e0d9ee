package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.jspecify.annotations.Nullable;

/**
 * The loss of scores x against several labels y of yes: {@index torch.nn.MultiLabelSoftMarginLoss}.
 * For each example it is the mean over its C classes of
 *
 * <pre>{@code -weight (y log sigmoid(x) + (1 - y) log sigmoid(-x))}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new MultiLabelSoftMarginLoss()) {
 *   NDArray scores = Torch.tensor(new float[] {1, -1, 2}, 1, 3);
 *   NDArray labels = Torch.tensor(new float[] {1, 0, 0}, 1, 3);
 *   System.out.println(Torch.repr(criterion.forward(scores, labels)));
 * }
 * // tensor(0.9178)
 * }</pre>
 */
public final class MultiLabelSoftMarginLoss extends Loss {

  private final @Nullable NDArray weight;

  /** A loss with torch's defaults: {@code torch.nn.MultiLabelSoftMarginLoss()}. */
  public MultiLabelSoftMarginLoss() {
    this(builder());
  }

  private MultiLabelSoftMarginLoss(Builder options) {
    super(options);
    weight = options.weight == null ? null : registerBuffer("weight", options.weight);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input scores of (N, C), floating; any number of axes may stand before the last
   * @param target 0 or 1 for each score, of the same shape
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or (N) if
   *     reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, weight, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, @Nullable NDArray weight, int reduction) {
    Shape shape = Tensors.usable("input", input).getShape();
    Shape common = ArrayChecks.requireBroadcast(Tensors.usable("target", target).getShape(), shape);
    ArrayChecks.requireSameDevice("target", input, target);
    if (!input.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "\"log_sigmoid_cpu\" not implemented for '%s'"
              .formatted(TorchText.scalarType(input.getDataType())));
    }
    if (weight != null) {
      ArrayChecks.requireSameDevice("weight", input, weight);
      ArrayChecks.requireBroadcast(common, weight.getShape());
    }
    if (shape.dimension() == 0) {
      throw new IllegalArgumentException("Dimension specified as -1 but tensor has no dimensions");
    }
    return Functions.call(
        input.getManager(), "multilabel_soft_margin_loss", input, target, weight, reduction);
  }

  /** The weight of each class, of (C), or null if all are equal: {@code weight}. */
  public @Nullable NDArray weight() {
    return weight;
  }

  /** The options of {@link MultiLabelSoftMarginLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    @Nullable NDArray weight;

    private Builder() {}

    /** A weight for each class, of (C), copied; null, the default, for equal weights. */
    public Builder weight(@Nullable NDArray weight) {
      this.weight = weight;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public MultiLabelSoftMarginLoss build() {
      return new MultiLabelSoftMarginLoss(this);
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
