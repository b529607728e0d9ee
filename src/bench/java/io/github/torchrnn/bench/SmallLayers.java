package io.github.torchrnn.bench;

import org.openjdk.jmh.annotations.Param;

/** Layers of (3, 1, 4) -> 2 and cells of (1, 4) -> 2. */
public class SmallLayers extends LayerWork {

  @Param({"RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"})
  String kind;

  @Override
  void make() {
    make(Layer.of(kind, 4, 2), Layer.isCell(kind) ? new long[] {1, 4} : new long[] {3, 1, 4});
  }
}
