package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Tensors;

/**
 * x, or where it is negative {@code a x}, with an a that is trained: {@index torch.nn.PReLU}. There
 * is one a, or one for each channel.
 *
 * <p>Weights: {@code weight} (num_parameters).
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var prelu = new PReLU()) {
 *   System.out.println(Torch.repr(prelu.forward(Torch.tensor(-2f, -0.5f, 0f, 1.5f))));
 * }
 * // tensor([-0.5000, -0.1250,  0.0000,  1.5000])
 * }</pre>
 */
public final class PReLU extends UnaryLayer {

  private final long numParameters;
  private final Number init;
  private final Parameter weight;

  /** One a, which starts as 0.25: {@code torch.nn.PReLU()}. */
  public PReLU() {
    this(builder());
  }

  /**
   * The layer: {@code torch.nn.PReLU(num_parameters)}.
   *
   * @param numParameters 1, or the number of channels
   */
  public PReLU(long numParameters) {
    this(builder().numParameters(numParameters));
  }

  private PReLU(Builder options) {
    numParameters = options.numParameters;
    init = options.init;
    Tensors.requireNotNegative(numParameters);
    weight = addParameter("weight", options.dtype, options.device, numParameters);
    resetParameters();
  }

  /** Options of a layer. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the weight to what it was at first. */
  public void resetParameters() {
    Init.constant_(weight(), init);
  }

  /** The a's, of (num_parameters). */
  public NDArray weight() {
    return value(weight);
  }

  /**
   * Runs the layer: {@code output = prelu(input)}.
   *
   * @param input an array of any shape; of several a's, (N, num_parameters, ...)
   * @return an array of the input's shape
   * @throws IllegalArgumentException with torch's message if a size or type is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    ArrayChecks.requireSameDevice("parameter", Tensors.usable("input", input), weight());
    return Functional.prelu(input, weights.of(weight));
  }

  @Override
  protected String extraRepr() {
    return "num_parameters=" + numParameters;
  }

  /** The options of {@link PReLU}. */
  public static final class Builder extends LayerBuilder<Builder> {
    private long numParameters = 1;
    private Number init = 0.25;

    private Builder() {}

    /** The number of a's: 1, the default, or the number of channels. */
    public Builder numParameters(long numParameters) {
      this.numParameters = numParameters;
      return this;
    }

    /** The number at which each a starts; 0.25 by default. */
    public Builder init(double init) {
      this.init = init;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public PReLU build() {
      return new PReLU(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
