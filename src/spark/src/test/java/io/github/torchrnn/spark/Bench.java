package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Measures inference and training by as many executors as {@code spark.cores.max} allows, and by a
 * plain loop: scripts/bench --spark.
 */
final class Bench {

  private static final int FEATURES = 64;
  private static final int STEPS = 50;
  private static final int BATCH = 64;

  /** The size of the LSTM. */
  private static final int HIDDEN = 512;

  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int TRANSFORMED = (QUICK ? 2 : 24) * BATCH;
  private static final int ROUNDS = QUICK ? 2 : 6;
  private static final int REPEATS = QUICK ? 1 : 3;

  /** A classifier of one LSTM. */
  static final class Net extends TorchModule {
    private final LSTM lstm = register("lstm", new LSTM(FEATURES, HIDDEN));
    private final Linear linear = register("linear", new Linear(HIDDEN, 10));

    NDArray forward(PackedSequence steps) {
      return linear.forward(lstm.forward(steps).hidden().h().get(0));
    }
  }

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    int executors = Integer.getInteger("spark.cores.max", 0);
    if (executors == 0) {
      transformPlainly();
      trainPlainly();
    } else {
      Spark.session();
      transform(executors);
      train(executors);
      Spark.session().stop();
    }
  }

  private static float[] steps(Random random) {
    float[] numbers = new float[STEPS * FEATURES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return numbers;
  }

  private static List<Sequence> sequences(int count) {
    Random random = new Random(1);
    return IntStream.range(0, count)
        .mapToObj(i -> Sequence.ofNumbers(steps(random), FEATURES))
        .toList();
  }

  private static Dataset<Row> rows(int count, int partitions) {
    StructType schema =
        new StructType()
            .add("steps", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)))
            .add("label", DataTypes.LongType);
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] numbers = steps(random);
      float[][] steps = new float[STEPS][];
      for (int j = 0; j < STEPS; j++) {
        steps[j] = Arrays.copyOfRange(numbers, j * FEATURES, (j + 1) * FEATURES);
      }
      rows.add(RowFactory.create(steps, (long) i % 10));
    }
    int[] sizes = new int[partitions];
    Arrays.fill(sizes, count / partitions);
    Dataset<Row> all = Spark.inPartitions(rows, schema, sizes).persist(StorageLevel.MEMORY_ONLY());
    all.count();
    return all;
  }

  private static void transformPlainly() {
    List<Sequence> sequences = sequences(TRANSFORMED);
    double best = 0;
    try (Net net = new Net()) {
      net.eval();
      for (int i = 0; i <= REPEATS; i++) {
        long started = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int from = 0; from < sequences.size(); from += BATCH) {
          try (var scope = Torch.scope()) {
            net.forward(Sequence.pack(sequences.subList(from, from + BATCH))).toFloatArray();
          }
        }
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - started;
        best = Math.max(best, 1e9 * sequences.size() / used);
      }
    }
    System.out.printf("transform, plain loop: %.0f sequences a CPU second%n", best);
  }

  private static void transform(int executors) throws Exception {
    Dataset<Row> rows = rows(TRANSFORMED, 2);
    AtomicLong cpu = new AtomicLong();
    Spark.session()
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd task) {
                cpu.addAndGet(task.taskMetrics().executorCpuTime());
              }
            });
    double best = 0;
    double bestWall = 0;
    try (Net net = new Net();
        var scope = Torch.scope()) {
      TorchModel model =
          TorchModel.of(Net::new, Net::forward, net.stateDict())
              .setInputCol("steps")
              .setOutputCol("scores")
              .setBatchSize(BATCH);
      for (int i = 0; i <= REPEATS; i++) {
        cpu.set(0);
        long started = System.nanoTime();
        model.transform(rows).write().format("noop").mode("overwrite").save();
        bestWall = Math.max(bestWall, 1e9 * TRANSFORMED / (System.nanoTime() - started));
        Spark.session().sparkContext().listenerBus().waitUntilEmpty();
        best = Math.max(best, 1e9 * TRANSFORMED / cpu.get());
      }
    }
    rows.unpersist();
    System.out.printf(
        "transform, %d executor%s: %.0f sequences a CPU second, %.0f a second%n",
        executors, executors == 1 ? "" : "s", best, bestWall);
  }

  private static void trainPlainly() {
    List<Sequence> sequences = sequences(BATCH);
    double best = 0;
    try (Net net = new Net();
        Adam adam = new Adam(net.parameters());
        var step =
            CompiledStep.of(
                adam,
                Traceable.of(
                    (PackedSequence x, NDArray y) -> Functional.crossEntropy(net.forward(x), y)))) {
      for (int i = 0; i < ROUNDS; i++) {
        long started = System.nanoTime();
        try (var scope = Torch.scope()) {
          long[] labels = IntStream.range(0, BATCH).mapToLong(it -> it % 10).toArray();
          Torch.item(step.run(Sequence.pack(sequences), Torch.tensor(labels)));
        }
        best = Math.max(best, 1e9 * BATCH / (System.nanoTime() - started));
      }
    }
    System.out.printf("LSTM 512, one process: %.0f sequences a second%n", best);
  }

  /** A batch of 64 for all executors together, and the time of the rounds after the first ones. */
  private static void train(int executors) {
    Dataset<Row> rows = rows(BATCH, executors);
    fit(rows, BATCH / executors, 2); // loads classes, and LibTorch in the executors
    double best = 0;
    for (int i = 0; i < REPEATS; i++) {
      long few = fit(rows, BATCH / executors, 2);
      long many = fit(rows, BATCH / executors, 2 + ROUNDS);
      best = Math.max(best, 1e9 * BATCH * ROUNDS / (many - few));
    }
    System.out.printf(
        "LSTM 512, %d executor%s: %.0f sequences a second%n",
        executors, executors == 1 ? "" : "s", best);
  }

  private static long fit(Dataset<Row> rows, int batch, int rounds) {
    long started = System.nanoTime();
    TorchEstimator.of(
            Net::new, Net::forward, Functional::crossEntropy, net -> new Adam(net.parameters()))
        .setInputCol("steps")
        .setBatchSize(batch)
        .setMaxIter(rounds)
        .fit(rows);
    return System.nanoTime() - started;
  }
}
