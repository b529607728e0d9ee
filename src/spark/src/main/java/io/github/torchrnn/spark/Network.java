package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.PackedSequence;
import java.io.IOException;
import java.io.Serializable;

/** A network without its numbers: what a task carries, while the numbers are broadcast. */
interface Network extends Serializable {

  /** A network with its numbers, in an executor. Several threads may use it at once. */
  interface Loaded extends AutoCloseable {

    /** The results of a batch, (batch, ...). */
    NDArray forward(PackedSequence sequences);

    @Override
    void close();
  }

  /** Builds the network from the file of its numbers. */
  Loaded load(byte[] file) throws IOException;

  /** The name of that file in a saved stage. */
  String fileName();
}
