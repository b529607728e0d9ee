package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.PackedSequence;

/** Names with dropout, which draws in each step. */
final class Dropping extends Names {
  private final Dropout dropout = register("dropout", new Dropout(0.5));

  @Override
  NDArray forward(PackedSequence letters) {
    return dropout.forward(super.forward(letters));
  }
}
