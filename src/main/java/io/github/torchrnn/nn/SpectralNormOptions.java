package io.github.torchrnn.nn;

import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link Parametrizations#spectralNorm(TorchModule, String,
 * SpectralNormOptions)}, with torch's defaults.
 */
public final class SpectralNormOptions {

  int nPowerIterations = 1;
  double eps = 1e-12;
  @Nullable Integer dim;

  /** How many power iterations each forward makes in training; 1 by default. */
  public SpectralNormOptions nPowerIterations(int nPowerIterations) {
    this.nPowerIterations = nPowerIterations;
    return this;
  }

  /** The least norm by which a vector is divided; 1e-12 by default. */
  public SpectralNormOptions eps(double eps) {
    this.eps = eps;
    return this;
  }

  /** The axis of the outputs; by default 1 for transposed convolutions and 0 for other layers. */
  public SpectralNormOptions dim(int dim) {
    this.dim = dim;
    return this;
  }
}
