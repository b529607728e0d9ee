package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The user's functions of a training. */
record Recipe<M extends TorchModule>(
    NetworkFactory<M> factory,
    NetworkForward<M> forward,
    NetworkLoss loss,
    NetworkOptimizer<M> optimizer,
    @Nullable NetworkSchedule schedule)
    implements Serializable {}
