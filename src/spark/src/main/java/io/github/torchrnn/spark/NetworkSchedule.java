package io.github.torchrnn.spark;

import io.github.torchrnn.optim.LRScheduler;
import io.github.torchrnn.optim.Optimizer;
import java.io.Serializable;

/**
 * A maker of schedules, which the driver steps once a round: {@code optimizer -> new
 * StepLR(optimizer, 30)}.
 */
@FunctionalInterface
public interface NetworkSchedule extends Serializable {

  /** Makes the schedule of an optimizer's learning rates. */
  LRScheduler create(Optimizer optimizer);
}
