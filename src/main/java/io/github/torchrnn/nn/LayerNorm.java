package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Examples that are normalized over their last axes: {@index torch.nn.LayerNorm}.
 *
 * <pre>{@code y = (x - mean) / sqrt(var + eps) * weight + bias}</pre>
 *
 * <p>Weights: {@code weight} and {@code bias} of normalized_shape, ones and zeros at first.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var norm = new LayerNorm(2)) {
 *   System.out.println(Torch.repr(norm.forward(Torch.tensor(new float[] {1, 3, 10, 30}, 2, 2))));
 * }
 * // tensor([[-1.0000,  1.0000],
 * //         [-1.0000,  1.0000]])
 * }</pre>
 */
public final class LayerNorm extends UnaryLayer {

  private final long[] normalizedShape;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /**
   * A layer with torch's defaults: {@code torch.nn.LayerNorm(normalized_shape)}.
   *
   * @param normalizedShape the sizes of the input's last axes
   */
  public LayerNorm(long... normalizedShape) {
    this(builder(normalizedShape));
  }

  private LayerNorm(Builder options) {
    normalizedShape = options.normalizedShape;
    eps = options.eps;
    boolean affine = options.elementwiseAffine;
    Tensors.requireNotNegative(normalizedShape);
    weight = affine ? addParameter("weight", options.dtype, options.device, normalizedShape) : null;
    bias =
        affine && options.bias
            ? addParameter("bias", options.dtype, options.device, normalizedShape)
            : null;
    resetParameters();
  }

  /** The sizes of the axes that are normalized: {@code normalized_shape}. */
  public long[] normalizedShape() {
    return normalizedShape.clone();
  }

  /** The summand of the variance: {@code eps}. */
  public double eps() {
    return eps;
  }

  /**
   * Options of a layer.
   *
   * @param normalizedShape the sizes of the input's last axes
   */
  public static Builder builder(long... normalizedShape) {
    return new Builder(normalizedShape);
  }

  /** Sets the weight to ones and the bias to zeros. */
  public void resetParameters() {
    if (weight != null) {
      Functions.update("fill_", weight(), 1.0);
    }
    if (bias != null) {
      Functions.update("fill_", bias(), 0.0);
    }
  }

  /** The factors, of normalized_shape, or null if the layer has none. */
  public @Nullable NDArray weight() {
    return value(weight);
  }

  /** The summands, of normalized_shape, or null if the layer has none. */
  public @Nullable NDArray bias() {
    return value(bias);
  }

  /**
   * Runs the layer: {@code output = norm(input)}.
   *
   * @param input (..., normalized_shape)
   * @return an array of the input's shape, which belongs to its manager
   * @throws IllegalArgumentException with torch's message if a size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    Tensors.usable("input", input);
    return Functional.layerNorm(input, normalizedShape, weights.of(weight), weights.of(bias), eps);
  }

  @Override
  protected String extraRepr() {
    return "%s, eps=%s, elementwise_affine=%s, bias=%s"
        .formatted(
            TorchText.tuple(normalizedShape),
            PythonNumber.repr(eps),
            weight == null ? "False" : "True",
            bias == null ? "False" : "True");
  }

  /** The options of {@link LayerNorm}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long[] normalizedShape;
    private double eps = 1e-5;
    private boolean elementwiseAffine = true;
    private boolean bias = true;

    private Builder(long... normalizedShape) {
      this.normalizedShape =
          Objects.requireNonNull(normalizedShape, "normalized_shape is null").clone();
    }

    /** The summand of the variance that keeps it from 0; 1e-5 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /** Whether the layer has weight and bias; true by default. */
    public Builder elementwiseAffine(boolean elementwiseAffine) {
      this.elementwiseAffine = elementwiseAffine;
      return this;
    }

    /** Whether a layer with a weight has a bias; true by default. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public LayerNorm build() {
      return new LayerNorm(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
