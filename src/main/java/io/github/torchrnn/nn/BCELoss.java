package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loss of probabilities x against probabilities y of yes: {@index torch.nn.BCELoss}. For each
 * element it is
 *
 * <pre>{@code -weight (y log x + (1 - y) log(1 - x))}</pre>
 *
 * <p>where a logarithm is at least -100, so that the loss is finite.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new BCELoss()) {
 *   NDArray probabilities = Torch.tensor(0.9f, 0.2f);
 *   NDArray target = Torch.tensor(1f, 0f);
 *   System.out.println(Torch.repr(criterion.forward(probabilities, target)));
 * }
 * // tensor(0.1643)
 * }</pre>
 */
public final class BCELoss extends Loss {

  private final @Nullable NDArray weight;

  /** A loss with torch's defaults: {@code torch.nn.BCELoss()}. */
  public BCELoss() {
    this(builder());
  }

  private BCELoss(Builder options) {
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
   * @param input probabilities of any shape, in [0, 1]
   * @param target probabilities of the same shape and type, in [0, 1]
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a size, type or number is wrong
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, weight, reduction));
  }

  static NDArray loss(NDArray input, NDArray target, @Nullable NDArray weight, int reduction) {
    check(input, target, weight);
    return Functions.call(
        input.getManager(), "binary_cross_entropy", input, target, weight, reduction);
  }

  /** Leaves the numbers to the operator, which reads them anyway. */
  private static void check(NDArray input, NDArray target, @Nullable NDArray weight) {
    Shape shape = Tensors.usable("input", input).getShape();
    if (!Tensors.usable("target", target).getShape().equals(shape)) {
      throw new IllegalArgumentException(
          ("Using a target size (%s) that is different to the input size (%s) is deprecated. Please"
                  + " ensure they have the same size.")
              .formatted(TorchText.size(target.getShape()), TorchText.size(shape)));
    }
    if (weight != null) {
      requireBroadcast(shape, weight.getShape());
      ArrayChecks.requireSameDevice("weight", input, weight);
    }
    ArrayChecks.requireSameDevice("target", input, target);
    DataType type = input.getDataType();
    if (target.getDataType() != type) {
      throw new IllegalArgumentException(
          "Found dtype %s but expected %s"
              .formatted(TorchText.scalarType(target.getDataType()), TorchText.scalarType(type)));
    }
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "\"binary_cross_entropy\" not implemented for '%s'"
              .formatted(TorchText.scalarType(type)));
    }
  }

  /** Refuses a weight that does not broadcast to the target's shape, in torch's order. */
  private static void requireBroadcast(Shape target, Shape weight) {
    int rank = Math.max(target.dimension(), weight.dimension());
    long[] common = new long[rank];
    Arrays.fill(common, 1);
    System.arraycopy(target.getShape(), 0, common, rank - target.dimension(), target.dimension());
    for (int i = 1; i <= weight.dimension(); i++) {
      long size = weight.get(weight.dimension() - i);
      if (common[rank - i] == 1) {
        common[rank - i] = size;
      }
      if (size != 1 && size != common[rank - i]) {
        throw new IllegalArgumentException(
            ("Attempting to broadcast a dimension of length %s at %s! Mismatching argument at index"
                    + " 1 had %s; but expected shape should be broadcastable to %s")
                .formatted(size, -i, TorchText.size(weight), TorchText.sizes(common)));
      }
    }
    ArrayChecks.requireBroadcastInto(target, weight);
  }

  /** The weight of each element, or null if all are equal: {@code weight}. */
  public @Nullable NDArray weight() {
    return weight;
  }

  /** The options of {@link BCELoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    @Nullable NDArray weight;

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
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public BCELoss build() {
      return new BCELoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
