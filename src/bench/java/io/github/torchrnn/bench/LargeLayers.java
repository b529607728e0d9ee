package io.github.torchrnn.bench;

import org.openjdk.jmh.annotations.Param;

/** Layers of (35, 32, 64) -> 128. */
public class LargeLayers extends LayerWork {

  @Param({"RNN", "LSTM", "GRU"})
  String kind;

  @Override
  void make() {
    make(Layer.of(kind, 64, 128), 35, 32, 64);
  }
}
