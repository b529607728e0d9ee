package io.github.torchrnn.nn;

/** Activations and normalization: the part of {@link Functional} that works element by element. */
abstract class ActivationFunctions extends SpatialFunctions {

  ActivationFunctions() {}
}
