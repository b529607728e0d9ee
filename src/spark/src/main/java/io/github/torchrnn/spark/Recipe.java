package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.LRScheduler;
import io.github.torchrnn.optim.Optimizer;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The user's functions of a training, whose results are checked where they are called. */
record Recipe<M extends TorchModule>(
    NetworkFactory<M> factory,
    NetworkForward<M> forward,
    NetworkLoss loss,
    NetworkOptimizer<M> optimizer,
    @Nullable NetworkSchedule schedule)
    implements Serializable {

  M newNetwork() {
    return Objects.requireNonNull(factory.create(), "the factory returned null");
  }

  Optimizer optimizerOf(M network) {
    return Objects.requireNonNull(
        optimizer.create(network), "the optimizer's function returned null");
  }

  @Nullable LRScheduler scheduleOf(Optimizer made) {
    return schedule == null
        ? null
        : Objects.requireNonNull(
            schedule.create(made), "the function of the schedule returned null");
  }

  NDArray lossOf(M network, PackedSequence sequences, NDArray labels) {
    NDArray result =
        Objects.requireNonNull(forward.forward(network, sequences), "the forward returned null");
    return Objects.requireNonNull(loss.loss(result, labels), "the loss is null");
  }
}
