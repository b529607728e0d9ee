package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * Schedules one after the other, each from a milestone on: {@index
 * torch.optim.lr_scheduler.SequentialLR}, whose {@code SequentialLR(optimizer, [first, second],
 * [20])} is {@code new SequentialLR(optimizer, List.of(first, second), 20)} here.
 */
public final class SequentialLR extends LRScheduler {

  private final List<LRScheduler> schedulers;
  private List<Long> milestones;

  /**
   * The schedules of an optimizer in their order.
   *
   * @param milestones the epoch at which each but the first begins
   * @throws IllegalArgumentException with torch's message if a schedule is of another optimizer or
   *     needs a metric, or if the numbers of schedules and milestones do not fit
   */
  public SequentialLR(
      Optimizer optimizer, List<? extends LRScheduler> schedulers, long... milestones) {
    this(builder(optimizer, schedulers, milestones));
  }

  private SequentialLR(Builder options) {
    super(options.optimizer);
    schedulers = options.schedulers;
    milestones = options.milestones;
    check();
    optimizer()
        .alone(
            () -> {
              begin(options.lastEpoch);
              return null;
            });
  }

  /** Options of a schedule. */
  public static Builder builder(
      Optimizer optimizer, List<? extends LRScheduler> schedulers, long... milestones) {
    return new Builder(optimizer, schedulers, milestones);
  }

  private void check() {
    if (schedulers.isEmpty()) {
      throw new IllegalArgumentException(
          "SequentialLR expects at least one scheduler, but got no scheduler.");
    }
    SchedulerList.check("SequentialLR", schedulers, optimizer());
    if (milestones.size() != schedulers.size() - 1) {
      throw new IllegalArgumentException(
          ("Sequential Schedulers expects number of schedulers provided to be one more than the"
                  + " number of milestone points, but got number of schedulers %s and the number of"
                  + " milestones to be equal to %s")
              .formatted(schedulers.size(), milestones.size()));
    }
  }

  private void begin(long resumed) {
    lastEpoch(resumed + 1);
    for (ParamGroup group : groups()) {
      group.schedule("lr", Objects.requireNonNullElse(group.scheduled("initial_lr"), group.lr()));
    }
    undo();
    LRScheduler first = schedulers.get(ScheduleMath.bisectRight(milestones, 0));
    first.initialStep();
    rememberRatesOf(first);
  }

  @Override
  void advance() {
    lastEpoch(lastEpoch() + 1);
    int index = ScheduleMath.bisectRight(milestones, lastEpoch());
    LRScheduler scheduler = schedulers.get(index);
    if (index > 0 && milestones.get(index - 1) == lastEpoch()) {
      scheduler.restart();
    } else {
      scheduler.advance();
    }
    rememberRatesOf(scheduler);
  }

  @Override
  void undo() {
    schedulers.forEach(LRScheduler::undo);
  }

  /** As in torch, it has no rates of its own. */
  @Override
  List<Double> rates() {
    throw new UnsupportedOperationException(
        "a SequentialLR cannot follow another scheduler in a SequentialLR");
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("_milestones", milestones);
    state.put("last_epoch", lastEpoch());
    state.put("_last_lr", getLastLr());
    SchedulerList.write(state, schedulers);
  }

  @Override
  void read(SchedulerState state) {
    milestones = state.integers("_milestones", milestones);
    super.read(state);
    SchedulerList.read("SequentialLR", state, schedulers);
  }

  /** The options of {@link SequentialLR}. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final List<LRScheduler> schedulers;
    private final List<Long> milestones;

    private Builder(
        Optimizer optimizer, List<? extends LRScheduler> schedulers, long... milestones) {
      super(optimizer);
      this.schedulers = SchedulerList.copyOf(schedulers);
      this.milestones =
          LongStream.of(Objects.requireNonNull(milestones, "milestones is null")).boxed().toList();
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if the schedules do not fit
     */
    public SequentialLR build() {
      return new SequentialLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
