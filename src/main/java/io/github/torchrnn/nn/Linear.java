package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Operators;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * An affine map of the last axis: {@index torch.nn.Linear}.
 *
 * <pre>{@code y = x A^T + b}</pre>
 *
 * <p>Both A and b are drawn from U(-1/sqrt(in_features), 1/sqrt(in_features)).
 *
 * <p>Weights: {@code weight} A (out_features, in_features), {@code bias} b (out_features).
 *
 * <p>The <a href="https://github.com/torchrnn/torchrnn/blob/main/notebooks/02-rnn.ipynb">notebook
 * 02-rnn</a> shows it at work.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var linear = new Linear(3, 2)) {
 *   System.out.println(Torch.repr(linear.forward(Torch.ones(1, 3))));
 * }
 * // tensor([[-0.1812, -0.0347]])
 * }</pre>
 */
public final class Linear extends UnaryLayer {

  private final String name;
  private final long inFeatures;
  private final long outFeatures;
  final Parameter weight;
  final @Nullable Parameter bias;

  /** A layer with torch's defaults: {@code torch.nn.Linear(in_features, out_features)}. */
  public Linear(long inFeatures, long outFeatures) {
    this(builder(inFeatures, outFeatures));
  }

  private Linear(Builder options) {
    name = options.name;
    inFeatures = options.inFeatures;
    outFeatures = options.outFeatures;
    Tensors.requireNotNegative(outFeatures, inFeatures);
    weight = addParameter("weight", options.dtype, options.device, outFeatures, inFeatures);
    bias = options.bias ? addParameter("bias", options.dtype, options.device, outFeatures) : null;
    resetParameters();
  }

  /**
   * Options of a layer.
   *
   * @param inFeatures the size of the input's last axis
   * @param outFeatures the size of the output's last axis
   */
  public static Builder builder(long inFeatures, long outFeatures) {
    return new Builder(inFeatures, outFeatures);
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    Init.kaimingUniform_(weight(), Math.sqrt(5));
    if (bias != null) {
      double bound = inFeatures > 0 ? 1 / Math.sqrt(inFeatures) : 0;
      Init.uniform_(bias(), 0 - bound, bound);
    }
  }

  /** The size of the input's last axis: {@code in_features}. */
  public long inFeatures() {
    return inFeatures;
  }

  /** The size of the output's last axis: {@code out_features}. */
  public long outFeatures() {
    return outFeatures;
  }

  /** The matrix A, of (out_features, in_features). */
  public NDArray weight() {
    return value(weight);
  }

  /** {@code linear.weight = weight}; see {@link #setParameter}. */
  public void weight(NDArray weight) {
    setParameter("weight", weight);
  }

  /** The vector b, of (out_features), or null if the layer has no bias. */
  public @Nullable NDArray bias() {
    return value(bias);
  }

  /**
   * Runs the layer: {@code output = linear(input)}.
   *
   * @param input (..., in_features)
   * @return (..., out_features), which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    check(input);
    return Operators.linear(input, weights.of(weight), weights.of(bias));
  }

  private void check(NDArray input) {
    Shape shape = Tensors.usable("input", input).getShape();
    if (shape.dimension() == 0) {
      throw new IllegalArgumentException(
          "both arguments to linear need to be at least 1D, but they are 0D and 2D");
    }
    ArrayChecks.requireSameDevice("parameter", input, weight());
    if (bias != null) {
      ArrayChecks.requireSameType(input, weight(), true);
    }
    long features = shape.get(shape.dimension() - 1);
    if (features != inFeatures) {
      throw new IllegalArgumentException(
          "mat1 and mat2 shapes cannot be multiplied (%sx%s and %sx%s)"
              .formatted(
                  shape.slice(0, shape.dimension() - 1).size(), features, inFeatures, outFeatures));
    }
    ArrayChecks.requireSameType(input, weight(), false);
  }

  @Override
  Shape outputShape(Shape input) {
    return input.slice(0, input.dimension() - 1).add(outFeatures);
  }

  @Override
  protected String name() {
    return name;
  }

  @Override
  protected String extraRepr() {
    return "in_features=%s, out_features=%s, bias=%s"
        .formatted(inFeatures, outFeatures, bias == null ? "False" : "True");
  }

  /** The options of {@link Linear}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long inFeatures;
    private final long outFeatures;
    private boolean bias = true;
    private String name = "Linear";

    private Builder(long inFeatures, long outFeatures) {
      this.inFeatures = inFeatures;
      this.outFeatures = outFeatures;
    }

    /** Whether the layer adds b; true by default. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /** The name that the layer prints: torch has a class of its own for that of an attention. */
    Builder name(String name) {
      this.name = name;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Linear build() {
      return new Linear(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
