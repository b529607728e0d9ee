package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;

/** A classifier of words, as a user writes it. */
class Names extends TorchModule {
  private final Embedding embedding = register("embedding", new Embedding(20, 6));
  private final GRU gru = register("gru", new GRU(6, 8));
  private final Linear linear = register("linear", new Linear(8, 3));

  NDArray forward(PackedSequence letters) {
    PackedSequence embedded = letters.withData(embedding.forward(letters.data()));
    return linear.forward(gru.forward(embedded).hidden().get(0));
  }
}
