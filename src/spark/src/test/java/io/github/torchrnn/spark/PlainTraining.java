package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.LRScheduler;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.ReduceLROnPlateau;
import io.github.torchrnn.optim.StepLR;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** The training of {@link Names} in one process, by single calls, on the batches of the shards. */
final class PlainTraining {

  private static final int SEED = 11;

  /** The rows of each partition, sorted as a shard sorts them. */
  private final List<List<InternalRow>> partitions = new ArrayList<>();

  private final SequenceColumn input;
  private final LabelColumn label;
  private final int batchSize;
  private final double maxNorm;
  private final NetworkOptimizer<Names> optimizer;
  private final NetworkSchedule schedule;
  final List<Double> losses = new ArrayList<>();

  PlainTraining(
      Dataset<Row> words, int batchSize, double maxNorm, NetworkOptimizer<Names> optimizer) {
    this(words, batchSize, maxNorm, optimizer, made -> new StepLR(made, Long.MAX_VALUE));
  }

  PlainTraining(
      Dataset<Row> words,
      int batchSize,
      double maxNorm,
      NetworkOptimizer<Names> optimizer,
      NetworkSchedule schedule) {
    input = SequenceColumn.of(words.schema(), "letters");
    label = LabelColumn.of(words.schema(), "label");
    Comparator<InternalRow> sorted =
        Comparator.comparing(input::read, Sequence::compare)
            .thenComparing(row -> (Long) label.read(row));
    for (List<InternalRow> partition : Spark.partitions(words)) {
      partitions.add(partition.stream().sorted(sorted).toList());
    }
    this.batchSize = batchSize;
    this.maxNorm = maxNorm;
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  private List<InternalRow> batch(int partition, long step) {
    List<InternalRow> rows = partitions.get(partition);
    if (rows.isEmpty()) {
      return List.of();
    }
    int[] chosen = Shard.of(partition, rows.iterator(), input, label).batch(SEED, step, batchSize);
    return Arrays.stream(chosen).mapToObj(rows::get).toList();
  }

  private double step(Names net, Optimizer steps, List<InternalRow> batch) {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      PackedSequence letters = Sequence.pack(batch.stream().map(input::read).toList());
      NDArray labels =
          Torch.tensor(batch.stream().mapToLong(row -> (Long) label.read(row)).toArray());
      NDArray loss = Functional.crossEntropy(net.forward(letters), labels);
      steps.zeroGrad();
      Torch.backward(loss);
      if (maxNorm > 0) {
        ClipGrad.clipGradNorm(Worker.parameters(steps), maxNorm);
      }
      steps.step();
      return Torch.item(loss);
    }
  }

  private static Map<String, float[]> numbers(Map<String, NDArray> arrays) {
    Map<String, float[]> numbers = new TreeMap<>();
    arrays.forEach((name, array) -> numbers.put(name, array.toFloatArray()));
    return numbers;
  }

  private void advance(LRScheduler rates) {
    if (rates instanceof ReduceLROnPlateau plateau) {
      plateau.step(losses.get(losses.size() - 1));
    } else {
      rates.step();
    }
  }

  /** One step a round on the batches of all partitions together. */
  Map<String, float[]> together(int rounds) {
    Torch.manualSeed(SEED);
    try (Names net = new Names();
        Optimizer steps = optimizer.create(net);
        var scope = Torch.scope()) {
      LRScheduler rates = schedule.create(steps);
      for (int round = 0; round < rounds; round++) {
        List<InternalRow> union = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
          union.addAll(batch(i, round));
        }
        losses.add(step(net, steps, union));
        advance(rates);
      }
      return numbers(net.stateDict());
    }
  }

  /** Several steps a round for each partition by itself, whose states are averaged. */
  Map<String, float[]> apart(int rounds, int steps) {
    Torch.manualSeed(SEED);
    try (Names net = new Names();
        Optimizer shared = optimizer.create(net);
        var scope = Torch.scope()) {
      LRScheduler rates = schedule.create(shared);
      for (int round = 0; round < rounds; round++) {
        Mean model = new Mean();
        Map<Object, Mean> moments = new HashMap<>();
        Map<Object, Map<String, NDArray>> state = new LinkedHashMap<>();
        double loss = 0;
        for (int i = 0; i < partitions.size(); i++) {
          try (Names own = new Names();
              Optimizer ownSteps = optimizer.create(own)) {
            own.loadStateDict(net.stateDict());
            ownSteps.loadStateDict(shared.stateDict());
            int rows = 0;
            for (int j = 0; j < steps; j++) {
              List<InternalRow> batch = batch(i, (long) round * steps + j);
              loss += step(own, ownSteps, batch) * batch.size();
              rows += batch.size();
            }
            model.add(own.stateDict(), rows);
            for (var entry : states(ownSteps).entrySet()) {
              moments.computeIfAbsent(entry.getKey(), it -> new Mean()).add(entry.getValue(), rows);
            }
          }
        }
        losses.add(loss / model.weight);
        net.loadStateDict(model.arrays());
        moments.forEach((key, mean) -> state.put(key, mean.arrays()));
        Map<String, Object> dict = new LinkedHashMap<>(shared.stateDict());
        dict.put("state", state);
        shared.loadStateDict(dict);
        advance(rates);
      }
      return numbers(net.stateDict());
    }
  }

  @SuppressWarnings("unchecked") // as Optimizer.stateDict says
  private static Map<Object, Map<String, NDArray>> states(Optimizer optimizer) {
    return (Map<Object, Map<String, NDArray>>) optimizer.stateDict().get("state");
  }

  /** A mean of arrays by name. */
  private static final class Mean {
    private final Map<String, NDArray> sums = new LinkedHashMap<>();
    int weight;

    void add(Map<String, NDArray> arrays, int rows) {
      weight += rows;
      arrays.forEach((name, it) -> sums.merge(name, it.mul(rows), NDArray::add));
    }

    Map<String, NDArray> arrays() {
      Map<String, NDArray> means = new LinkedHashMap<>();
      sums.forEach((name, sum) -> means.put(name, sum.div(weight)));
      return means;
    }
  }
}
