package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Recorder;

/**
 * A matrix divided by its largest singular value: torch's {@code _SpectralNorm}. Two vectors, u and
 * v, approach those of that value by power iterations, some at each read in training.
 */
final class SpectralNorm extends Parametrization {

  /** How often torch iterates when it begins. */
  private static final int FIRST_ITERATIONS = 15;

  /** The axis of the matrix's rows. */
  private final int dim;

  private final int powerIterations;
  private final double eps;

  /** Draws the two vectors for a weight. */
  SpectralNorm(NDArray weight, int powerIterations, int dim, double eps) {
    int rank = weight.getShape().dimension();
    if (dim >= rank || dim < -rank) {
      throw new IndexOutOfBoundsException(
          "Dimension out of range (expected to be in range of [-%s, %s] but got %s)"
              .formatted(rank, rank - 1, dim));
    }
    if (powerIterations <= 0) {
      throw new IllegalArgumentException(
          "Expected n_power_iterations to be positive, but got n_power_iterations="
              + powerIterations);
    }
    this.dim = dim < 0 ? dim + rank : dim;
    this.powerIterations = powerIterations;
    this.eps = eps;
    if (rank > 1) {
      long rows = weight.size(this.dim);
      fill("_u", weight, rows);
      fill("_v", weight, rows == 0 ? 0 : weight.size() / rows);
      Functions.update("draw_units_", getBuffer("_u"), getBuffer("_v"), eps);
      iterate(weight, FIRST_ITERATIONS);
    }
  }

  private void fill(String name, NDArray like, long size) {
    registry().fill(name, like.getDataType(), like.getDevice(), 0, size);
  }

  private void iterate(NDArray weight, int times) {
    Functions.update("power_iteration_", weight, getBuffer("_u"), getBuffer("_v"), dim, times, eps);
  }

  @Override
  NDArray forward(NDArray... originals) {
    NDArray weight = originals[0];
    if (weight.getShape().dimension() == 1) {
      return Functions.call(weight.getManager(), "normalize", weight, 2.0, 0, eps);
    }
    advance(originals);
    return Functions.call(
        weight.getManager(), "spectral_norm", weight, getBuffer("_u"), getBuffer("_v"), dim);
  }

  @Override
  void advance(NDArray... originals) {
    if (isTraining() && originals[0].getShape().dimension() > 1) {
      Recorder recorder = Recorder.current();
      if (recorder != null) {
        recorder.leave("spectral_norm moves its vectors at each step of training");
      }
      iterate(originals[0], powerIterations);
    }
  }

  @Override
  NDArray[] rightInverse(NDArray value) {
    return new NDArray[] {value};
  }

  @Override
  protected String name() {
    return "_SpectralNorm";
  }
}
