package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** A function whose result stands in the place of a parameter. */
abstract class Parametrization extends TorchModule {

  /** Computes the parameter from its originals, or from the result of the function before. */
  abstract NDArray forward(NDArray... originals);

  /** The values of the originals that give a parameter its value. */
  abstract NDArray[] rightInverse(NDArray value);

  /** Does what {@link #forward} does besides computing, once more. */
  void advance(NDArray... originals) {}
}
