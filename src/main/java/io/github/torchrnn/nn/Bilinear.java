package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A bilinear map of the last axes of two arrays: {@index torch.nn.Bilinear}.
 *
 * <pre>{@code y = x1^T A x2 + b}</pre>
 *
 * <p>Both A and b are drawn from U(-1/sqrt(in1_features), 1/sqrt(in1_features)).
 *
 * <p>Weights: {@code weight} A (out_features, in1_features, in2_features), {@code bias} b
 * (out_features).
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var bilinear = new Bilinear(2, 3, 2)) {
 *   System.out.println(Torch.repr(bilinear.forward(Torch.ones(1, 2), Torch.ones(1, 3))));
 * }
 * // tensor([[-1.4866, -0.1500]])
 * }</pre>
 */
public final class Bilinear extends TorchModule {

  private final long in1Features;
  private final long in2Features;
  private final long outFeatures;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /**
   * A layer with torch's defaults: {@code torch.nn.Bilinear(in1_features, in2_features,
   * out_features)}.
   */
  public Bilinear(long in1Features, long in2Features, long outFeatures) {
    this(builder(in1Features, in2Features, outFeatures));
  }

  private Bilinear(Builder options) {
    in1Features = options.in1Features;
    in2Features = options.in2Features;
    outFeatures = options.outFeatures;
    Tensors.requireNotNegative(outFeatures, in1Features, in2Features);
    weight =
        addParameter(
            "weight", options.dtype, options.device, outFeatures, in1Features, in2Features);
    bias = options.bias ? addParameter("bias", options.dtype, options.device, outFeatures) : null;
    resetParameters();
  }

  /**
   * Options of a layer.
   *
   * @param in1Features the size of the first input's last axis
   * @param in2Features the size of the second input's last axis
   * @param outFeatures the size of the output's last axis
   */
  public static Builder builder(long in1Features, long in2Features, long outFeatures) {
    return new Builder(in1Features, in2Features, outFeatures);
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    if (in1Features == 0) {
      throw new IllegalArgumentException("in1_features must be > 0, but got (in1_features=0)");
    }
    double bound = 1 / Math.sqrt(in1Features);
    Init.uniform_(weight(), -bound, bound);
    if (bias != null) {
      Init.uniform_(bias(), -bound, bound);
    }
  }

  /** The size of the first input's last axis: {@code in1_features}. */
  public long in1Features() {
    return in1Features;
  }

  /** The size of the second input's last axis: {@code in2_features}. */
  public long in2Features() {
    return in2Features;
  }

  /** The size of the output's last axis: {@code out_features}. */
  public long outFeatures() {
    return outFeatures;
  }

  /** The matrices A, of (out_features, in1_features, in2_features). */
  public NDArray weight() {
    return value(weight);
  }

  /** The vector b, of (out_features), or null if the layer has no bias. */
  public @Nullable NDArray bias() {
    return value(bias);
  }

  /**
   * Runs the layer: {@code output = bilinear(input1, input2)}.
   *
   * @param input1 (..., in1_features)
   * @param input2 (..., in2_features)
   * @return (..., out_features), which belongs to the first input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public NDArray forward(NDArray input1, NDArray input2) {
    return whileOpen(() -> called(OWN, input1, input2));
  }

  private NDArray called(Weights weights, NDArray... inputs) {
    return hooks().around(this, inputs, it -> new NDArray[] {run(it[0], it[1], weights)})[0];
  }

  @Override
  boolean isLayer() {
    return true;
  }

  private NDArray run(NDArray input1, NDArray input2, Weights weights) {
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input1", input1), weight());
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input2", input2), weight());
    return Functional.bilinear(input1, input2, weights.of(weight), weights.of(bias));
  }

  @Override
  NDList compute(NDList inputs, Weights weights, boolean training) {
    return new NDList(called(weights, inputs.get(0), inputs.get(1)));
  }

  @Override
  Shape outputShape(Shape input) {
    return Windows.with(input, 1, outFeatures);
  }

  @Override
  protected String extraRepr() {
    return "in1_features=%s, in2_features=%s, out_features=%s, bias=%s"
        .formatted(in1Features, in2Features, outFeatures, bias == null ? "False" : "True");
  }

  /** The options of {@link Bilinear}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long in1Features;
    private final long in2Features;
    private final long outFeatures;
    private boolean bias = true;

    private Builder(long in1Features, long in2Features, long outFeatures) {
      this.in1Features = in1Features;
      this.in2Features = in2Features;
      this.outFeatures = outFeatures;
    }

    /** Whether the layer adds b; true by default. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public Bilinear build() {
      return new Bilinear(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
