package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Groups of channels that are normalized in each example: {@index torch.nn.GroupNorm}.
 *
 * <pre>{@code y = (x - mean) / sqrt(var + eps) * weight + bias}</pre>
 *
 * <p>Weights: {@code weight} and {@code bias} (num_channels), ones and zeros at first.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var norm = new GroupNorm(2, 4)) {
 *   System.out.println(Torch.repr(norm.forward(Torch.tensor(new float[] {1, 3, 10, 30}, 1, 4))));
 * }
 * // tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
 * }</pre>
 */
public final class GroupNorm extends UnaryLayer {

  private final long numGroups;
  private final long numChannels;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with torch's defaults: {@code torch.nn.GroupNorm(num_groups, num_channels)}. */
  public GroupNorm(long numGroups, long numChannels) {
    this(builder(numGroups, numChannels));
  }

  private GroupNorm(Builder options) {
    numGroups = options.numGroups;
    numChannels = options.numChannels;
    eps = options.eps;
    check();
    boolean affine = options.affine;
    weight = affine ? addParameter("weight", options.dtype, options.device, numChannels) : null;
    bias =
        affine && options.bias
            ? addParameter("bias", options.dtype, options.device, numChannels)
            : null;
    resetParameters();
  }

  private void check() {
    if (numGroups == 0) {
      throw new IllegalArgumentException("integer modulo by zero");
    }
    if (numChannels % numGroups != 0) {
      throw new IllegalArgumentException(
          "num_channels (%s) must be divisible by num_groups (%s)"
              .formatted(numChannels, numGroups));
    }
    Tensors.requireNotNegative(numChannels);
  }

  /**
   * Options of a layer.
   *
   * @param numGroups the number of groups
   * @param numChannels the number of channels, a multiple of it
   */
  public static Builder builder(long numGroups, long numChannels) {
    return new Builder(numGroups, numChannels);
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

  /** The number of groups: {@code num_groups}. */
  public long numGroups() {
    return numGroups;
  }

  /** The number of channels: {@code num_channels}. */
  public long numChannels() {
    return numChannels;
  }

  /** The summand of the variance: {@code eps}. */
  public double eps() {
    return eps;
  }

  /** The factors of the channels, of (num_channels), or null if the layer is not affine. */
  public @Nullable NDArray weight() {
    return value(weight);
  }

  /** The summands of the channels, of (num_channels), or null if there are none. */
  public @Nullable NDArray bias() {
    return value(bias);
  }

  /**
   * Runs the layer: {@code output = norm(input)}.
   *
   * @param input (N, num_channels, ...)
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
    return Functional.groupNorm(input, numGroups, weights.of(weight), weights.of(bias), eps);
  }

  @Override
  protected String extraRepr() {
    return "%s, %s, eps=%s, affine=%s, bias=%s"
        .formatted(
            numGroups,
            numChannels,
            PythonNumber.repr(eps),
            weight == null ? "False" : "True",
            bias == null ? "False" : "True");
  }

  /** The options of {@link GroupNorm}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private final long numGroups;
    private final long numChannels;
    private double eps = 1e-5;
    private boolean affine = true;
    private boolean bias = true;

    private Builder(long numGroups, long numChannels) {
      this.numGroups = numGroups;
      this.numChannels = numChannels;
    }

    /** The summand of the variance that keeps it from 0; 1e-5 by default. */
    public Builder eps(double eps) {
      this.eps = eps;
      return this;
    }

    /** Whether the layer has weight and bias; true by default. */
    public Builder affine(boolean affine) {
      this.affine = affine;
      return this;
    }

    /** Whether an affine layer has a bias; true by default. */
    public Builder bias(boolean bias) {
      this.bias = bias;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public GroupNorm build() {
      return new GroupNorm(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
