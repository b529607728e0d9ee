package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The schedules that another schedule steps: what torch demands of them, and their states. */
final class SchedulerList {

  private static final String SCHEDULERS = "_schedulers";

  private SchedulerList() {}

  static List<LRScheduler> copyOf(List<? extends LRScheduler> schedulers) {
    Objects.requireNonNull(schedulers, "schedulers is null");
    schedulers.forEach(
        scheduler -> Objects.requireNonNull(scheduler, "an element of schedulers is null"));
    return List.copyOf(schedulers);
  }

  /**
   * Refuses schedules that cannot be stepped together.
   *
   * @param owner the name of the schedule that steps them
   */
  static void check(String owner, List<LRScheduler> schedulers, Optimizer optimizer) {
    for (int i = 0; i < schedulers.size(); i++) {
      LRScheduler scheduler = schedulers.get(i);
      if (scheduler instanceof ReduceLROnPlateau) {
        throw new IllegalArgumentException(
            owner
                + " does not support `ReduceLROnPlateau` scheduler as it requires additional"
                + " kwargs to be specified when calling `step`, but got one at index "
                + i
                + " in the given schedulers sequence.");
      }
      if (scheduler.optimizer() != optimizer) {
        throw new IllegalArgumentException(
            ("%s expects all schedulers to belong to the same optimizer, but got"
                    + " scheduler %s at index %s has %s, which is different from %s.")
                .formatted(
                    owner, name(scheduler), i, name(scheduler.optimizer()), name(optimizer)));
      }
    }
  }

  private static String name(Object object) {
    return object.getClass().getSimpleName();
  }

  static void write(Map<String, Object> state, List<LRScheduler> schedulers) {
    state.put(SCHEDULERS, schedulers.stream().map(LRScheduler::stateDict).toList());
  }

  static void read(String owner, SchedulerState state, List<LRScheduler> schedulers) {
    if (!state.has(SCHEDULERS)) {
      return;
    }
    List<?> states = SavedValues.list(SCHEDULERS, state.get(SCHEDULERS));
    if (states.size() != schedulers.size()) {
      throw new IllegalArgumentException(
          "loaded state dict has %s schedulers, this %s %s"
              .formatted(states.size(), owner, schedulers.size()));
    }
    for (int i = 0; i < states.size(); i++) {
      String name = SCHEDULERS + "[" + i + "]";
      schedulers.get(i).read(new SchedulerState(SavedValues.map(name, states.get(i))));
    }
  }
}
