package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.jspecify.annotations.Nullable;

/**
 * The loss of scores against classes: {@index torch.nn.CrossEntropyLoss}. For class index y of
 * scores x it is
 *
 * <pre>{@code -weight_y log(exp(x_y) / sum_c exp(x_c))}</pre>
 *
 * <p>and the mean divides their sum by the sum of the weights. With class probabilities p it is the
 * sum over c of p_c times the loss of c, and the mean divides by the number of examples.
 *
 * <p>The <a href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/03-hello.ipynb">notebook
 * 03-hello</a> shows it at work.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = new CrossEntropyLoss()) {
 *   NDArray scores = Torch.tensor(new float[] {1, 2, 3, 0, 0, 5}, 2, 3);
 *   NDArray labels = Torch.tensor(2L, 0L);
 *   System.out.println(Torch.repr(criterion.forward(scores, labels)));
 * }
 * // tensor(2.7105)
 * }</pre>
 */
public final class CrossEntropyLoss extends ClassLoss {

  private final double labelSmoothing;

  /** A loss with torch's defaults: {@code torch.nn.CrossEntropyLoss()}. */
  public CrossEntropyLoss() {
    this(builder());
  }

  private CrossEntropyLoss(Builder options) {
    super(options);
    labelSmoothing = options.labelSmoothing;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input unnormalised scores of (N, C), of (N, C, d1, ...), or unbatched (C)
   * @param target class indices in [0, C), int64, of (N), (N, d1, ...) or (); or probabilities of
   *     the input's shape
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or (N), (N,
   *     d1, ...) or () if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a rank, size or type is wrong, or a
   *     class index out of range
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, weight, reduction, ignoreIndex, labelSmoothing));
  }

  static NDArray loss(
      NDArray input,
      NDArray target,
      @Nullable NDArray weight,
      int reduction,
      long ignoreIndex,
      double labelSmoothing) {
    Shape shape = Tensors.usable("input", input).getShape();
    boolean probabilities = Tensors.usable("target", target).getShape().equals(shape);
    if (probabilities) {
      checkProbabilities(shape, target, weight, ignoreIndex);
      ArrayChecks.requireSameDevice("target", input, target);
      if (weight != null) {
        ArrayChecks.requireSameDevice("weight", input, weight);
      }
    }
    Functional.requireSoftmax("log_softmax", input, shape.dimension() == 1 ? 0 : 1);
    if (!probabilities) {
      ClassTargetChecks.check(input, target, weight, ignoreIndex);
      boolean gathers = weight != null && labelSmoothing > 0 && reduction == MEAN;
      if (gathers && target.getDataType() != DataType.INT64) {
        throw new IllegalArgumentException("gather(): Expected dtype int32/int64 for index");
      }
    }
    return Kernels.call(
        input.getManager(),
        "cross_entropy_loss",
        input,
        target,
        weight,
        reduction,
        ignoreIndex,
        labelSmoothing);
  }

  /** How much of each target is spread evenly over all classes: {@code label_smoothing}. */
  public double labelSmoothing() {
    return labelSmoothing;
  }

  private static void checkProbabilities(
      Shape shape, NDArray target, @Nullable NDArray weight, long ignoreIndex) {
    if (!target.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "Expected floating point type for target with class probabilities, got "
              + TorchText.scalarType(target.getDataType()));
    }
    if (ignoreIndex >= 0) {
      throw new IllegalArgumentException("ignore_index is not supported for floating point target");
    }
    if (shape.dimension() == 0) {
      throw new IllegalArgumentException("Dimension specified as 1 but tensor has no dimensions");
    }
    long classes = shape.get(shape.dimension() == 1 ? 0 : 1);
    if (weight != null && !weight.getShape().equals(new Shape(classes))) {
      throw new IllegalArgumentException(
          "cross_entropy: weight tensor should be defined either for all "
              + classes
              + " classes or no classes but got weight tensor of shape: "
              + TorchText.sizes(weight.getShape().getShape()));
    }
  }

  /** The options of {@link CrossEntropyLoss}. */
  public static final class Builder extends ClassLoss.Builder<Builder> {
    double labelSmoothing;

    private Builder() {}

    /**
     * How much of each target is spread evenly over all classes, in [0, 1]; 0 by default. torch
     * checks it when the loss is first computed, this library when it is built.
     */
    public Builder labelSmoothing(double labelSmoothing) {
      this.labelSmoothing = labelSmoothing;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public CrossEntropyLoss build() {
      requireValid();
      return new CrossEntropyLoss(this);
    }

    void requireValid() {
      if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
        throw new IllegalArgumentException(
            "label_smoothing must be between 0.0 and 1.0. Got: "
                + TorchText.cppFloat(labelSmoothing));
      }
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
