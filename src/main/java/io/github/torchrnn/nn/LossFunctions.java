package io.github.torchrnn.nn;

/** Losses: the part of {@link Functional} that compares with a target. */
abstract class LossFunctions extends ActivationFunctions {

  LossFunctions() {}
}
