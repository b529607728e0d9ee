package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.LRScheduler;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.ReduceLROnPlateau;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's side of {@code fit}: the network and the optimizer that the rounds move on. */
final class Training<M extends TorchModule> implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(TorchEstimator.class);
  private static final String DESCRIPTION = "spark.job.description";

  private final JavaSparkContext spark;
  private final Recipe<M> recipe;
  private final Settings settings;
  private final M network;
  private final Optimizer optimizer;
  private final @Nullable LRScheduler schedule;

  /** The mean loss of each round. */
  private final List<Double> losses = new ArrayList<>();

  private final LongAccumulator rows;
  private final DoubleAccumulator weightedLosses;

  Training(SparkContext context, Recipe<M> recipe, Settings settings) {
    spark = JavaSparkContext.fromSparkContext(context);
    this.recipe = recipe;
    this.settings = settings;
    network = Draws.seeded(settings.seed(), recipe::newNetwork);
    Optimizer made = null;
    try {
      made = recipe.optimizerOf(network);
      schedule = recipe.scheduleOf(made);
      if (schedule != null && !settings.isExact()) {
        made.step(); // without gradients; a schedule warns where it comes before any step
      }
      optimizer = made;
    } catch (RuntimeException | Error e) {
      if (made != null) {
        made.close();
      }
      network.close();
      throw e;
    }
    rows = context.longAccumulator(settings.stage() + ": rows");
    weightedLosses = context.doubleAccumulator(settings.stage() + ": loss times rows");
  }

  /**
   * Trains up to a number of rounds.
   *
   * @param interval of checkpoints, in rounds; the last round has one in any case
   * @throws IllegalArgumentException if the last checkpoint is of another training or a later round
   */
  void run(JavaRDD<Shard> shards, int rounds, @Nullable Checkpoints checkpoints, int interval)
      throws IOException {
    long[] read = checksums(shards);
    long data = Draws.mixed(read);
    long done = checkpoints == null ? 0 : checkpoints.read(data, trained());
    if (done > rounds) {
      throw new IllegalArgumentException(
          "%s: the last checkpoint is of round %s, and maxIter is %s"
              .formatted(settings.stage(), done, rounds));
    } else if (done > 0) {
      LOGGER.info("{} goes on from round {}", settings.stage(), done);
    }
    String description = spark.sc().getLocalProperty(DESCRIPTION);
    Broadcast<long[]> checksums = spark.broadcast(read);
    try {
      for (long round = done; round < rounds; round++) {
        long started = System.nanoTime();
        spark.sc().setJobDescription(progress(round, rounds));
        Contribution mean = round(shards, round, checksums);
        losses.add(mean.loss());
        LOGGER.info(
            "{}, {} rows in {} ms",
            progress(round + 1, rounds),
            mean.rows(),
            (System.nanoTime() - started) / 1_000_000);
        boolean due = (round + 1) % interval == 0 || round + 1 == rounds;
        if (checkpoints != null && due) {
          checkpoints.write(round + 1, data, trained());
        }
      }
    } finally {
      checksums.destroy();
      spark.sc().setJobDescription(description);
    }
  }

  private Checkpoints.Trained trained() {
    return new Checkpoints.Trained(network, optimizer, schedule, losses);
  }

  private String progress(long round, int rounds) {
    String loss =
        losses.isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", loss %.6f", losses.get(losses.size() - 1));
    return "%s: round %s of %s%s".formatted(settings.stage(), round, rounds, loss);
  }

  private long[] checksums(JavaRDD<Shard> shards) {
    List<long[]> read = shards.map(shard -> new long[] {shard.rows(), shard.checksum()}).collect();
    if (read.stream().allMatch(shard -> shard[0] == 0)) {
      throw new IllegalArgumentException(settings.stage() + ": the dataset has no rows");
    }
    return read.stream().mapToLong(shard -> shard[1]).toArray();
  }

  private Contribution round(JavaRDD<Shard> shards, long round, Broadcast<long[]> checksums) {
    boolean exact = settings.isExact();
    Broadcast<Values> state = spark.broadcast(Worker.state(network, optimizer, exact, 0));
    try {
      var task = new RoundTask<>(recipe, settings, round, state, checksums, rows, weightedLosses);
      JavaRDD<Contribution> parts = shards.mapPartitionsWithIndex(task, true);
      Contribution mean =
          Contribution.mean(Contribution.collect(parts, Contribution.DIRECT, exact), exact);
      try (var scope = Torch.scope()) {
        Map<?, ?> values = mean.values().arrays();
        Worker.load(values, network, optimizer, exact);
        if (exact) {
          step(Worker.gradients(values));
        }
      }
      advance(mean.loss());
      return mean;
    } finally {
      state.destroy();
    }
  }

  /** Steps the optimizer with the mean of the gradients. */
  private void step(Map<String, NDArray> gradients) {
    try (var grad = Torch.enableGrad()) {
      optimizer.zeroGrad();
      Map<String, NDArray> parameters = network.namedParameters();
      gradients.forEach((name, mean) -> Torch.backward(Torch.clone(parameters.get(name)), mean));
      if (settings.maxNorm() > 0) {
        ClipGrad.clipGradNorm(Worker.parameters(optimizer), settings.maxNorm());
      }
      optimizer.step();
    }
  }

  /** Goes on in the schedule of learning rates. */
  private void advance(double loss) {
    if (schedule instanceof ReduceLROnPlateau plateau) {
      plateau.step(loss);
    } else if (schedule != null) {
      schedule.step();
    }
  }

  List<Double> losses() {
    return losses;
  }

  /** The network's file. */
  byte[] weights() throws IOException {
    try (var scope = Torch.scope()) {
      return LocalFile.bytes(path -> Pt.save(network.stateDict(), path));
    }
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
