package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A network with its compiled step, in an executor. It serves one task at a time. */
final class Worker<M extends TorchModule> implements AutoCloseable {

  private static final String MODEL = "model";
  private static final String OPTIMIZER = "optimizer";
  private static final String GRADIENTS = "gradients";

  private final Recipe<M> recipe;
  private final Settings settings;
  private final M network;
  private final Optimizer optimizer;
  private final CompiledStep<NDArray> step;

  /** Whether a step draws, as dropout does; unknown before the first. */
  private boolean draws = true;

  private boolean tried;

  /** The workers of an executor that no task uses now: as many as tasks ran at once. */
  static final class Pool<M extends TorchModule> implements AutoCloseable {
    private final ConcurrentLinkedQueue<Worker<M>> idle = new ConcurrentLinkedQueue<>();

    Worker<M> take(Recipe<M> recipe, Settings settings) {
      Worker<M> worker = idle.poll();
      return worker != null ? worker : new Worker<>(recipe, settings);
    }

    void giveBack(Worker<M> worker) {
      idle.add(worker);
    }

    @Override
    public void close() {
      idle.forEach(Worker::close);
    }
  }

  Worker(Recipe<M> recipe, Settings settings) {
    this.recipe = recipe;
    this.settings = settings;
    network = Draws.alone(recipe::newNetwork);
    Optimizer made = null;
    try {
      made = recipe.optimizerOf(network); // may freeze some parameters too
      boolean exact = settings.isExact();
      if (exact) {
        // Where only gradients are asked for, the step leaves the numbers as they are.
        List<NDArray> parameters = parameters(made);
        made.close();
        made = new SGD(parameters, 0.0);
      }
      var builder = CompiledStep.builder(made, Traceable.of(this::loss));
      if (exact) {
        builder.keepGradients();
      } else if (settings.maxNorm() > 0) {
        builder.clipGradNorm(settings.maxNorm());
      }
      step = builder.build();
      optimizer = made;
    } catch (RuntimeException | Error e) {
      if (made != null) {
        made.close();
      }
      network.close();
      throw e;
    }
  }

  /** What an optimizer steps. */
  static List<NDArray> parameters(Optimizer optimizer) {
    return optimizer.paramGroups().stream().flatMap(group -> group.params().stream()).toList();
  }

  private NDArray loss(PackedSequence sequences, NDArray labels) {
    return recipe.lossOf(network, sequences, labels);
  }

  /**
   * What a round starts with, or has ended with.
   *
   * @param rows by which it was computed
   */
  static Values state(TorchModule network, Optimizer optimizer, boolean exact, long rows) {
    try (var scope = Torch.scope()) {
      Map<String, Object> state = new LinkedHashMap<>();
      state.put(MODEL, network.stateDict());
      if (!exact) {
        state.put(OPTIMIZER, optimizer.stateDict());
      }
      return Values.of(state, rows);
    }
  }

  /**
   * Takes over what a round starts, or has ended, with.
   *
   * @param state arrays, of an exact round's end only the buffers
   */
  @SuppressWarnings("unchecked") // as put in above and below
  static void load(Map<?, ?> state, TorchModule network, Optimizer optimizer, boolean exact) {
    network.loadStateDict((Map<String, NDArray>) state.get(MODEL), !exact);
    if (!exact) {
      optimizer.loadStateDict((Map<?, ?>) state.get(OPTIMIZER));
    }
  }

  /** The gradients of an exact round. */
  @SuppressWarnings("unchecked") // as put in below
  static Map<String, NDArray> gradients(Map<?, ?> values) {
    return (Map<String, NDArray>) values.get(GRADIENTS);
  }

  /** Does the steps of a round on a shard that is not empty. */
  Contribution round(Values state, Shard shard, int partition, long round) {
    try (var scope = Torch.scope()) {
      load(state.arrays(), network, optimizer, settings.isExact());
    }
    network.train();
    long rows = 0;
    double losses = 0;
    Values values = null;
    for (int i = 0; i < settings.stepsPerRound(); i++) {
      try (var scope = Torch.scope()) {
        long number = round * settings.stepsPerRound() + i;
        int[] chosen = shard.batch(settings.seed(), number, settings.batchSize());
        Shard.Batch batch = shard.arrays(chosen);
        NDArray loss =
            drawing(
                Draws.mixed(settings.seed(), partition, number, 1),
                () -> step.run(batch.sequences(), batch.labels()));
        rows += batch.rows();
        losses += Torch.item(loss) * batch.rows();
        if (settings.isExact()) {
          values = Values.of(gradients(), rows);
        }
      }
    }
    if (!settings.isExact()) {
      values = state(network, optimizer, false, rows);
    }
    return new Contribution(partition, rows, losses / rows, values);
  }

  /** Takes a turn at the generator if the step draws, which the first one tells. */
  private <T> T drawing(long seed, Supplier<T> work) {
    if (!draws) {
      return work.get();
    }
    return Draws.seeded(
        seed,
        () -> {
          T result = work.get();
          if (!tried) {
            tried = true;
            draws = Draws.hasDrawn(seed);
          }
          return result;
        });
  }

  /** The gradients of the last step, and the buffers, which it may have changed. */
  private Map<String, Object> gradients() {
    Set<NDArray> stepped = Collections.newSetFromMap(new IdentityHashMap<>());
    stepped.addAll(parameters(optimizer));
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              NDArray gradient = stepped.contains(parameter) ? step.gradient(parameter) : null;
              if (gradient != null) {
                gradients.put(name, gradient);
              }
            });
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(GRADIENTS, gradients);
    values.put(MODEL, network.namedBuffers());
    return values;
  }

  @Override
  public void close() {
    step.close();
    optimizer.close();
    network.close();
  }
}
