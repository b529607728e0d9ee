package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.jspecify.annotations.Nullable;

/**
 * The loss of scores x against probabilities y of yes: {@index torch.nn.BCEWithLogitsLoss}. With
 * s(x) = 1 / (1 + exp(-x)) it is
 *
 * <pre>{@code -weight (pos_weight y log s(x) + (1 - y) log(1 - s(x)))}</pre>
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new BCEWithLogitsLoss()) {
 *   NDArray scores = Torch.tensor(2f, -1f);
 *   NDArray target = Torch.tensor(1f, 0f);
 *   System.out.println(Torch.repr(criterion.forward(scores, target)));
 * }
 * // tensor(0.2201)
 * }</pre>
 */
public final class BCEWithLogitsLoss extends Loss {

  private final @Nullable NDArray weight;
  private final @Nullable NDArray posWeight;

  /** A loss with torch's defaults: {@code torch.nn.BCEWithLogitsLoss()}. */
  public BCEWithLogitsLoss() {
    this(builder());
  }

  private BCEWithLogitsLoss(Builder options) {
    super(options);
    weight = options.weight == null ? null : registerBuffer("weight", options.weight);
    posWeight = options.posWeight == null ? null : registerBuffer("pos_weight", options.posWeight);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input scores of any shape
   * @param target probabilities of the same shape, floating
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, weight, posWeight, reduction));
  }

  static NDArray loss(
      NDArray input,
      NDArray target,
      @Nullable NDArray weight,
      @Nullable NDArray posWeight,
      int reduction) {
    check(input, target, weight, posWeight);
    return Kernels.call(
        input.getManager(),
        "binary_cross_entropy_with_logits",
        input,
        target,
        weight,
        posWeight,
        reduction);
  }

  private static void check(
      NDArray input, NDArray target, @Nullable NDArray weight, @Nullable NDArray posWeight) {
    Shape shape = Tensors.usable("input", input).getShape();
    if (!Tensors.usable("target", target).getShape().equals(shape)) {
      throw new IllegalArgumentException(
          "Target size (%s) must be the same as input size (%s)"
              .formatted(TorchText.size(target.getShape()), TorchText.size(shape)));
    }
    ArrayChecks.requireSameDevice("target", input, target);
    if (!input.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "\"log_sigmoid_cpu\" not implemented for '%s'"
              .formatted(TorchText.scalarType(input.getDataType())));
    }
    if (posWeight != null) {
      checkPosWeight(input, shape, posWeight);
    }
    checkTargetType(input.getDataType(), target.getDataType());
    if (weight != null) {
      ArrayChecks.requireSameDevice("weight", input, weight);
      ArrayChecks.requireBroadcastInto(shape, weight.getShape());
    }
  }

  private static void checkPosWeight(NDArray input, Shape shape, NDArray posWeight) {
    ArrayChecks.requireSameDevice("pos_weight", input, posWeight);
    if (posWeight.getDataType() == DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.");
    }
    Shape together = ArrayChecks.requireBroadcast(posWeight.getShape(), shape);
    ArrayChecks.requireBroadcastInto(shape, together);
  }

  private static void checkTargetType(DataType input, DataType target) {
    if (target == DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
              + " `logical_xor()` operator instead.");
    }
    if (!target.isFloating()) {
      throw new IllegalArgumentException(
          "result type %s can't be cast to the desired output type %s"
              .formatted(TorchText.scalarType(input), TorchText.scalarType(target)));
    }
  }

  /** The options of {@link BCEWithLogitsLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    @Nullable NDArray weight;
    @Nullable NDArray posWeight;

    private Builder() {}

    /**
     * A weight for each element, copied, which broadcasts to the input's shape; null, the default,
     * for equal weights.
     */
    public Builder weight(@Nullable NDArray weight) {
      this.weight = weight;
      return this;
    }

    /**
     * A weight for each element's probability of yes, copied, which broadcasts to the input's
     * shape; null, the default, for equal weights.
     */
    public Builder posWeight(@Nullable NDArray posWeight) {
      this.posWeight = posWeight;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public BCEWithLogitsLoss build() {
      return new BCEWithLogitsLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
