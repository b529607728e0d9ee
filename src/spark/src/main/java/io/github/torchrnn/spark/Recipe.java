package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import java.io.Serializable;

/** The user's four functions of a training. */
record Recipe<M extends TorchModule>(
    NetworkFactory<M> factory,
    NetworkForward<M> forward,
    NetworkLoss loss,
    NetworkOptimizer<M> optimizer)
    implements Serializable {}
