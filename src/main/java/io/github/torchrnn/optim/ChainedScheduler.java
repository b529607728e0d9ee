package io.github.torchrnn.optim;

import java.util.List;
import java.util.Map;

/**
 * Schedules that all step at once, each from the rates that the one before leaves: {@index
 * torch.optim.lr_scheduler.ChainedScheduler}.
 *
 * <pre>{@code
 * ChainedScheduler scheduler =
 *     new ChainedScheduler(List.of(new ConstantLR(optimizer), new ExponentialLR(optimizer, 0.9)));
 * }</pre>
 */
public final class ChainedScheduler extends LRScheduler {

  private final List<LRScheduler> schedulers;

  /**
   * The schedules of an optimizer in their order.
   *
   * @throws IllegalArgumentException with torch's message if there is none, or if one is of another
   *     optimizer or needs a metric
   */
  public ChainedScheduler(List<? extends LRScheduler> schedulers) {
    this(schedulers, optimizerOf(schedulers));
  }

  /**
   * The same, of which all must be of the given optimizer.
   *
   * @throws IllegalArgumentException with torch's message if there is none, or if one is of another
   *     optimizer or needs a metric
   */
  public ChainedScheduler(List<? extends LRScheduler> schedulers, Optimizer optimizer) {
    super(optimizer);
    this.schedulers = SchedulerList.copyOf(schedulers);
    requireAny(schedulers);
    SchedulerList.check("ChainedScheduler", this.schedulers, optimizer);
    rememberRates();
  }

  private static Optimizer optimizerOf(List<? extends LRScheduler> schedulers) {
    requireAny(SchedulerList.copyOf(schedulers));
    return schedulers.get(0).optimizer();
  }

  private static void requireAny(List<? extends LRScheduler> schedulers) {
    if (schedulers.isEmpty()) {
      throw new IllegalArgumentException(
          "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.");
    }
  }

  @Override
  void advance() {
    schedulers.forEach(LRScheduler::advance);
    rememberRates();
  }

  @Override
  void undo() {
    schedulers.forEach(LRScheduler::undo);
  }

  /** As in torch, it has no rates of its own. */
  @Override
  List<Double> rates() {
    throw new UnsupportedOperationException(
        "a ChainedScheduler cannot follow another scheduler in a SequentialLR");
  }

  @Override
  void write(Map<String, Object> state) {
    state.put("_last_lr", getLastLr());
    SchedulerList.write(state, schedulers);
  }

  @Override
  void read(SchedulerState state) {
    super.read(state);
    SchedulerList.read("ChainedScheduler", state, schedulers);
  }
}
