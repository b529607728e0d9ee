package io.github.torchrnn.nn;

/** Convolutions, pooling and padding: the part of {@link Functional} that works on windows. */
abstract class SpatialFunctions {

  SpatialFunctions() {}
}
