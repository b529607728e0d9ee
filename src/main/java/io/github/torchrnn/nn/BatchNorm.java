package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Base of layers that normalize channels over the batch, {@link BatchNorm1d} and {@link
 * BatchNorm2d}. No class outside this package can extend it.
 *
 * <pre>{@code y = (x - mean) / sqrt(var + eps) * weight + bias}</pre>
 *
 * <p>Training takes the batch's mean and variance, and moves {@code running_mean} and {@code
 * running_var} towards them, which evaluation takes.
 */
public abstract class BatchNorm extends UnaryLayer {

  private final long numFeatures;
  private final double eps;
  private final @Nullable Double momentum;
  private final boolean trackRunningStats;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable NDArray runningMean;
  private final @Nullable NDArray runningVar;
  private final @Nullable NDArray numBatchesTracked;

  BatchNorm(Builder<?> options) {
    numFeatures = options.numFeatures;
    eps = options.eps;
    momentum = options.momentum;
    trackRunningStats = options.trackRunningStats;
    Tensors.requireNotNegative(numFeatures);
    boolean affine = options.affine;
    weight = affine ? addParameter("weight", options.dtype, options.device, numFeatures) : null;
    bias =
        affine && options.bias
            ? addParameter("bias", options.dtype, options.device, numFeatures)
            : null;
    if (trackRunningStats) {
      runningMean = registry().fill("running_mean", options.dtype, options.device, 0, numFeatures);
      runningVar = registry().fill("running_var", options.dtype, options.device, 1, numFeatures);
      numBatchesTracked = registry().fill("num_batches_tracked", DataType.INT64, options.device, 0);
    } else {
      runningMean = null;
      runningVar = null;
      numBatchesTracked = null;
    }
    resetParameters();
  }

  /** The summand of the variance: {@code eps}. */
  public final double eps() {
    return eps;
  }

  /** How far the running statistics move, or null for the mean of all batches: {@code momentum}. */
  public final @Nullable Double momentum() {
    return momentum;
  }

  /** Sets the running statistics, and weight and bias, to what they were at first. */
  public void resetParameters() {
    resetRunningStats();
    if (weight != null) {
      Functions.update("fill_", weight(), 1.0);
    }
    if (bias != null) {
      Functions.update("fill_", bias(), 0.0);
    }
  }

  /** Sets the running mean to 0, the running variance to 1, the number of batches to 0. */
  public void resetRunningStats() {
    if (trackRunningStats) {
      Functions.update("fill_", runningMean(), 0.0);
      Functions.update("fill_", runningVar(), 1.0);
      Functions.update("fill_", numBatchesTracked(), 0.0);
    }
  }

  /** The number of channels: {@code num_features}. */
  public long numFeatures() {
    return numFeatures;
  }

  /** The factors of the channels, of (num_features), or null if the layer is not affine. */
  public @Nullable NDArray weight() {
    return value(weight);
  }

  /** The summands of the channels, of (num_features), or null if there are none. */
  public @Nullable NDArray bias() {
    return value(bias);
  }

  /** The running mean, of (num_features), or null if it is not tracked. */
  public @Nullable NDArray runningMean() {
    requireOpen();
    return runningMean;
  }

  /** The running variance, of (num_features), or null if it is not tracked. */
  public @Nullable NDArray runningVar() {
    requireOpen();
    return runningVar;
  }

  /** The number of training batches so far, int64, or null if it is not tracked. */
  public @Nullable NDArray numBatchesTracked() {
    requireOpen();
    return numBatchesTracked;
  }

  /**
   * Runs the layer: {@code output = norm(input)}.
   *
   * @param input (N, C, ...), of the rank that the layer's name says
   * @return an array of the input's shape, which belongs to its manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  /** Refuses an input of another rank than the layer's. */
  abstract void requireRank(int rank);

  @Override
  final NDArray run(NDArray input, Weights weights, boolean training) {
    requireRank(Tensors.usable("input", input).getShape().dimension());
    NDArray factors = weights.of(weight);
    NDArray summands = weights.of(bias);
    if (!training || !trackRunningStats) {
      return Functional.batchNorm(
          input,
          runningMean(),
          runningVar(),
          factors,
          summands,
          training || !trackRunningStats,
          momentum == null ? 0 : momentum,
          eps);
    }
    Functional.requireBatch(input, true, eps);
    Functional.requireFeatures(input, numFeatures);
    return Functions.call(
        input.getManager(),
        "batch_norm_tracked",
        input,
        runningMean(),
        runningVar(),
        numBatchesTracked(),
        factors,
        summands,
        momentum,
        eps);
  }

  @Override
  protected String extraRepr() {
    return "%s, eps=%s, momentum=%s, affine=%s, bias=%s, track_running_stats=%s"
        .formatted(
            numFeatures,
            PythonNumber.repr(eps),
            momentum == null ? "None" : PythonNumber.repr(momentum),
            weight == null ? "False" : "True",
            bias == null ? "False" : "True",
            trackRunningStats ? "True" : "False");
  }

  /** The options of layers of this kind, with torch's defaults. */
  public abstract static class Builder<B extends Builder<B>> extends LayerBuilder<B> {
    private final long numFeatures;
    private double eps = 1e-5;
    private @Nullable Double momentum = 0.1;
    private boolean affine = true;
    private boolean trackRunningStats = true;
    private boolean bias = true;

    Builder(long numFeatures) {
      this.numFeatures = numFeatures;
    }

    /** The summand of the variance that keeps it from 0; 1e-5 by default. */
    public B eps(double eps) {
      this.eps = eps;
      return self();
    }

    /**
     * How far the running statistics move towards a batch's; 0.1 by default, null for the mean of
     * all batches.
     */
    public B momentum(@Nullable Double momentum) {
      this.momentum = momentum;
      return self();
    }

    /** Whether the layer has weight and bias; true by default. */
    public B affine(boolean affine) {
      this.affine = affine;
      return self();
    }

    /**
     * Whether the layer keeps running statistics; true by default. If not, evaluation takes the
     * batch's too.
     */
    public B trackRunningStats(boolean trackRunningStats) {
      this.trackRunningStats = trackRunningStats;
      return self();
    }

    /** Whether an affine layer has a bias; true by default. */
    public B bias(boolean bias) {
      this.bias = bias;
      return self();
    }
  }
}
