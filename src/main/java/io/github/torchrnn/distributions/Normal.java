package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Map;

/** The normal distribution: {@index torch.distributions.Normal}. */
public final class Normal extends Distribution {

  private final NDArray loc;
  private final NDArray scale;

  /**
   * Takes means and standard deviations: {@code Normal(loc, scale)}.
   *
   * @param loc the means
   * @param scale the standard deviations, positive, of a shape that broadcasts with that of loc
   * @throws IllegalArgumentException with torch's message if a mean is NaN, or a standard deviation
   *     is not positive
   */
  public Normal(NDArray loc, NDArray scale) {
    this(loc, scale, true);
  }

  /** {@code Normal(loc, scale, validate_args=validate_args)}. */
  public Normal(NDArray loc, NDArray scale, boolean validateArgs) {
    super(validateArgs);
    NDArray[] both = {Tensors.usable("loc", loc), Tensors.usable("scale", scale)};
    NDArray[] broadcast = Functions.callList(loc.getManager(), "broadcast", (Object) both);
    this.loc = broadcast[0];
    this.scale = broadcast[1];
    requireParameter("loc", this.loc, Constraint.REAL);
    requireParameter("scale", this.scale, Constraint.POSITIVE);
  }

  /** Takes means, and one standard deviation for all: {@code Normal(loc, 1.0)}. */
  public Normal(NDArray loc, double scale) {
    this(loc, numberLike(Tensors.usable("loc", loc), scale));
  }

  /** Takes one mean for all standard deviations: {@code Normal(0.0, scale)}. */
  public Normal(double loc, NDArray scale) {
    this(numberLike(Tensors.usable("scale", scale), loc), scale);
  }

  /** Takes two numbers, as float32 of no dimensions: {@code Normal(0.0, 1.0)}. */
  public Normal(double loc, double scale) {
    this(Torch.scalar(loc), Torch.scalar(scale));
  }

  /** The means, of the batch shape: {@code dist.loc}, {@code dist.mean}. */
  public NDArray loc() {
    return loc;
  }

  /** The standard deviations, of the batch shape: {@code dist.scale}, {@code dist.stddev}. */
  public NDArray scale() {
    return scale;
  }

  @Override
  public Shape batchShape() {
    return loc.getShape();
  }

  @Override
  Map<String, NDArray> parameters() {
    return map("loc", loc, "scale", scale);
  }

  @Override
  public NDArray sample(long... sampleShape) {
    return Functions.call(loc.getManager(), "normal_sample", loc, scale, extended(sampleShape));
  }

  /**
   * Draws samples with gradients towards loc and scale: {@code dist.rsample(sample_shape)}.
   *
   * @param sampleShape the sizes that go before the batch shape; none for one sample
   * @return (*sampleShape, *batchShape)
   */
  public NDArray rsample(long... sampleShape) {
    return Functions.call(loc.getManager(), "normal_rsample", loc, scale, extended(sampleShape));
  }

  @Override
  public NDArray logProb(NDArray value) {
    requireSample(value, Constraint.REAL);
    return Functions.call(loc.getManager(), "normal_log_prob", loc, scale, value);
  }

  @Override
  public NDArray entropy() {
    return Functions.call(loc.getManager(), "normal_entropy", scale);
  }
}
