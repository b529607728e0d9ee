package io.github.torchrnn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Base of all schedules of learning rates: {@index torch.optim.lr_scheduler.LRScheduler}. One is
 * made after its optimizer, sets the rate of the first epoch at once, and that of the next in each
 * {@link #step}, which follows the optimizer's steps of an epoch.
 *
 * <p>Rates are computed as torch computes them, in doubles and in its order, most of them from the
 * rates that the groups have now. A rate that the optimizer loaded as a tensor becomes a number.
 * Nothing here is in native memory.
 */
public abstract class LRScheduler {

  private static final Logger LOGGER = LoggerFactory.getLogger(LRScheduler.class);

  /** torch's warning. */
  private static final String TOO_EARLY =
      "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and"
          + " later, you should call them in the opposite order: `optimizer.step()` before"
          + " `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first"
          + " value of the learning rate schedule. See more details at"
          + " https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";

  private static final String INITIAL_LR = "initial_lr";

  private final Optimizer optimizer;
  private List<Double> baseLrs = List.of();
  private List<Double> lastLr = List.of();
  private long lastEpoch;

  /** The number of calls of {@link #step}, and one for the constructor's. */
  private long stepCount;

  /** Whether the constructor's step is being made. */
  private boolean initial;

  LRScheduler(Optimizer optimizer) {
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer is null");
  }

  /**
   * Remembers the rates to begin with and sets those of the first epoch: the end of a constructor.
   *
   * @param resumed the last epoch of a training to resume, -1 for a new one
   */
  final void start(long resumed) {
    optimizer.alone(
        () -> {
          List<ParamGroup> groups = groups();
          for (int i = 0; i < groups.size(); i++) {
            ParamGroup group = groups.get(i);
            if (group.scheduled(INITIAL_LR) == null) {
              requireNew(resumed, i);
              group.set(INITIAL_LR, group.lr());
            }
          }
          baseLrs = groups.stream().map(group -> group.scheduled(INITIAL_LR)).toList();
          lastEpoch = resumed;
          optimizer.watchSteps();
          initialStep();
          return null;
        });
  }

  private static void requireNew(long resumed, int group) {
    if (resumed != -1) {
      throw new IllegalArgumentException(
          "param 'initial_lr' is not specified in param_groups["
              + group
              + "] when resuming scheduler with last_epoch >= 0.\n"
              + "This typically happens when:\n"
              + "1. You're trying to resume training from a checkpoint but haven't properly loaded"
              + " the optimizer state\n"
              + "2. You're using last_epoch >= 0 for a fresh training run (not recommended)");
    }
  }

  final void initialStep() {
    stepCount = 0;
    initial = true;
    try {
      advance();
    } finally {
      initial = false;
    }
  }

  /**
   * Goes on to the next epoch, or whatever the rates are counted in, and sets its rates: {@code
   * scheduler.step()}.
   *
   * @throws IllegalStateException if the optimizer has been closed or has another number of groups
   *     than the schedule, or if the schedule is over
   * @throws ArithmeticException where Python divides by zero
   * @throws UnsupportedOperationException if the schedule needs a metric
   */
  public final void step() {
    optimizer.alone(
        () -> {
          advance();
          return null;
        });
  }

  /** One step, with the optimizer's lock. */
  void advance() {
    if (isTooEarly()) {
      LOGGER.warn(TOO_EARLY);
    }
    stepCount++;
    lastEpoch++;
    setRates(rates());
  }

  /** Whether the first step would come before the optimizer's, which torch warns of. */
  final boolean isTooEarly() {
    return stepCount == 1 && !optimizer.hasStepped();
  }

  /** The rates at the last epoch: {@code get_lr()}. */
  abstract List<Double> rates();

  /** The rates at the last epoch, computed from the rates at the beginning alone. */
  List<Double> closedForm() {
    return rates();
  }

  /** Begins anew at epoch 0: what a {@link SequentialLR} does with its next schedule. */
  void restart() {
    lastEpoch = 0;
    setRates(closedForm());
  }

  /** Takes back the step of the constructor. */
  void undo() {
    lastEpoch--;
  }

  final void setRates(List<Double> rates) {
    List<ParamGroup> groups = groups();
    requireZip(groups.size(), rates.size());
    for (int i = 0; i < rates.size(); i++) {
      groups.get(i).schedule("lr", rates.get(i));
    }
    rememberRates();
  }

  /** Refuses two lists of different sizes, as Python's strict {@code zip} does. */
  static void requireZip(int first, int second) {
    if (first != second) {
      throw new IllegalStateException(
          "zip() argument 2 is %s than argument 1"
              .formatted(second < first ? "shorter" : "longer"));
    }
  }

  /** Keeps the groups' rates for {@link #getLastLr}. */
  final void rememberRates() {
    lastLr = groupRates();
  }

  final void rememberRatesOf(LRScheduler other) {
    lastLr = other.lastLr;
  }

  /** The groups' rates. */
  final List<Double> groupRates() {
    return groupRates(lr -> lr);
  }

  /** A function of each group's rate. */
  final List<Double> groupRates(DoubleUnaryOperator function) {
    return groups().stream().map(group -> function.applyAsDouble(group.lr())).toList();
  }

  /** A function of each rate at the beginning. */
  final List<Double> ofBases(DoubleUnaryOperator function) {
    return baseLrs.stream().map(function::applyAsDouble).toList();
  }

  /** Replaces the rates at the beginning. */
  final void baseLrs(List<Double> bases) {
    baseLrs = bases;
  }

  final List<ParamGroup> groups() {
    return optimizer.paramGroups();
  }

  final boolean isInitial() {
    return initial;
  }

  final long stepCount() {
    return stepCount;
  }

  final void lastEpoch(long epoch) {
    lastEpoch = epoch;
  }

  /** The optimizer whose rates it sets: {@code scheduler.optimizer}. */
  public final Optimizer optimizer() {
    return optimizer;
  }

  /** The groups' rates after the last step: {@code scheduler.get_last_lr()}. */
  public final List<Double> getLastLr() {
    return lastLr;
  }

  /** The number of the epoch, from 0: {@code scheduler.last_epoch}. */
  public final long lastEpoch() {
    return lastEpoch;
  }

  /** The groups' rates at the beginning: {@code scheduler.base_lrs}. */
  public final List<Double> baseLrs() {
    return baseLrs;
  }

  // ---- state

  /**
   * The state by torch's names: {@code scheduler.state_dict()}. The optimizer's is another, and
   * both belong into a checkpoint.
   *
   * <pre>{@code
   * {"step_size": 30, "gamma": 0.1, "base_lrs": [0.1], "last_epoch": 1, "_step_count": 2, ...}
   * }</pre>
   *
   * <p>Integers are Long, numbers Double, flags Boolean, None is null, lists are List.
   */
  public final Map<String, @Nullable Object> stateDict() {
    return optimizer.alone(
        () -> {
          Map<String, Object> state = new LinkedHashMap<>();
          write(state);
          return state;
        });
  }

  /**
   * Loads a state that this library or torch wrote: {@code scheduler.load_state_dict(state_dict)}.
   * As in torch, it replaces the options, names that it lacks keep their values, and the
   * optimizer's rates stay as they are.
   *
   * @param state in the layout of {@link #stateDict}; numbers may be any Number
   * @throws IllegalArgumentException if a value is of a wrong type; nothing is changed then
   */
  public final void loadStateDict(Map<?, ?> state) {
    Objects.requireNonNull(state, "state is null");
    optimizer.alone(
        () -> {
          Map<String, Object> before = stateDict();
          try {
            read(new SchedulerState(state));
          } catch (IllegalArgumentException e) {
            read(new SchedulerState(before));
            throw e;
          }
          return null;
        });
  }

  /** Adds the state to a map, in torch's order; overridden to add the options before it. */
  void write(Map<String, Object> state) {
    state.put("base_lrs", baseLrs);
    state.put("last_epoch", lastEpoch);
    state.put("_step_count", stepCount);
    state.put("_is_initial", false);
    state.put("_get_lr_called_within_step", false);
    state.put("_last_lr", lastLr);
  }

  /** Reads what {@link #write} wrote. */
  void read(SchedulerState state) {
    baseLrs = state.numbers("base_lrs", baseLrs);
    lastEpoch = state.integer("last_epoch", lastEpoch);
    stepCount = state.integer("_step_count", stepCount);
    lastLr = state.numbers("_last_lr", lastLr);
  }

  /** The options of a schedule. */
  public abstract static class Builder<B extends Builder<B>> {

    final Optimizer optimizer;
    long lastEpoch = -1;

    Builder(Optimizer optimizer) {
      this.optimizer = Objects.requireNonNull(optimizer, "optimizer is null");
    }

    abstract B self();

    /**
     * The last epoch of a training to resume, whose groups then must have an {@code initial_lr}; -1
     * by default, for a new one.
     */
    public final B lastEpoch(long lastEpoch) {
      this.lastEpoch = lastEpoch;
      return self();
    }
  }
}
