package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;

/** A regression of sequences of numbers, of as many features as it is told. */
class Waves extends TorchModule {
  private final LSTM lstm;
  private final Linear linear = register("linear", new Linear(5, 1));

  Waves(int features) {
    lstm = register("lstm", new LSTM(features, 5));
  }

  NDArray forward(PackedSequence steps) {
    return linear.forward(lstm.forward(steps).hidden().h().get(0));
  }
}
