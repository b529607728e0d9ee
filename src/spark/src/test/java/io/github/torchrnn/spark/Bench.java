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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Measures inference and training by one and by two executors of one core each, beside plain loops
 * in this process: scripts/bench --spark. What a machine's other users do moves CPU seconds less.
 */
final class Bench {

  private static final int FEATURES = 64;
  private static final int STEPS = 50;
  private static final int BATCH = 64;

  /** The size of the LSTM. */
  private static final int HIDDEN = 512;

  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int TRANSFORMED = (QUICK ? 12 : 24) * BATCH;
  private static final int ROUNDS = QUICK ? 8 : 20;
  private static final int REPEATS = QUICK ? 2 : 4;

  /** Rounds in which classes are loaded and Java compiles what runs often. */
  private static final int WARM_ROUNDS = 10;

  /** Rounds in which a training's step is compiled. */
  private static final int FIRST_ROUNDS = 2;

  /** A classifier of one LSTM. */
  static final class Net extends TorchModule {
    private final LSTM lstm = register("lstm", new LSTM(FEATURES, HIDDEN));
    private final Linear linear = register("linear", new Linear(HIDDEN, 10));

    NDArray forward(PackedSequence steps) {
      return linear.forward(lstm.forward(steps).hidden().h().get(0));
    }
  }

  /** The time of a unit of work, in seconds. */
  private record Took(double wall, double cpu) {

    static Took best(List<Took> all) {
      return new Took(
          all.stream().mapToDouble(Took::wall).min().orElseThrow(),
          all.stream().mapToDouble(Took::cpu).min().orElseThrow());
    }
  }

  private Bench() {}

  public static void main(String[] arguments) {
    print(
        "LSTM %d on sequences of %d steps of %d numbers, batches of %d; an executor has one core%n",
        HIDDEN, STEPS, FEATURES, BATCH);
    print("%-32s%16s%16s%n", "sequences", "a CPU second", "a second");
    report("training, a plain loop", BATCH, trainPlainly());
    Took one = null;
    for (int executors = 1; executors <= 2; executors++) {
      System.setProperty("spark.cores.max", "" + executors);
      TaskTimes times = TaskTimes.ofSession();
      String by = " by %s executor%s".formatted(executors, executors == 1 ? "" : "s");
      if (executors == 1) {
        transform(times);
      }
      Took round = train(executors, times);
      report("training" + by, BATCH, round);
      if (one == null) {
        one = round;
      } else {
        print("two executors: %.2f of one by the clock, ", one.wall / round.wall);
        print("%.2f by CPU seconds (goal 1.7)%n", one.cpu / round.cpu);
      }
      Spark.session().stop();
    }
    print(
        "CPU seconds: of the thread that loops; of the tasks; of fit and of each round's longest task.%n");
  }

  private static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format, arguments);
  }

  private static void report(String what, int sequences, Took took) {
    print("%-32s%16.1f%16.1f%n", what, sequences / took.cpu, sequences / took.wall);
  }

  private static float[] steps(Random random) {
    float[] numbers = new float[STEPS * FEATURES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return numbers;
  }

  private static List<Sequence> sequences(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Sequence.ofNumbers(steps(new Random(i)), FEATURES))
        .toList();
  }

  private static Dataset<Row> rows(int count, int partitions) {
    StructType schema =
        new StructType()
            .add("steps", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)))
            .add("label", DataTypes.LongType);
    Dataset<Row> all =
        Spark.session()
            .createDataFrame(
                Spark.context()
                    .parallelize(IntStream.range(0, count).boxed().toList(), partitions)
                    .map(Bench::row),
                schema)
            .persist(StorageLevel.MEMORY_ONLY());
    all.count();
    return all;
  }

  private static Row row(int number) {
    float[] numbers = steps(new Random(number));
    float[][] steps = new float[STEPS][];
    for (int i = 0; i < STEPS; i++) {
      steps[i] = Arrays.copyOfRange(numbers, i * FEATURES, (i + 1) * FEATURES);
    }
    return RowFactory.create(steps, (long) number % 10);
  }

  /** The plain loop and the stage take turns, so that both meet the same machine. */
  private static void transform(TaskTimes times) {
    List<Sequence> sequences = sequences(TRANSFORMED);
    Dataset<Row> rows = rows(TRANSFORMED, 2);
    List<Took> plain = new ArrayList<>();
    List<Took> staged = new ArrayList<>();
    try (Net net = new Net();
        var scope = Torch.scope()) {
      net.eval();
      TorchModel model =
          TorchModel.of(Net::new, Net::forward, net.stateDict())
              .setInputCol("steps")
              .setOutputCol("scores")
              .setBatchSize(BATCH);
      for (int i = 0; i <= REPEATS; i++) {
        double cpu = TaskTimes.ofThisThread();
        long started = System.nanoTime();
        for (int from = 0; from < sequences.size(); from += BATCH) {
          try (var batch = Torch.scope()) {
            net.forward(Sequence.pack(sequences.subList(from, from + BATCH))).toFloatArray();
          }
        }
        plain.add(new Took((System.nanoTime() - started) / 1e9, TaskTimes.ofThisThread() - cpu));

        cpu = times.sum();
        started = System.nanoTime();
        model.transform(rows).write().format("noop").mode("overwrite").save();
        double wall = (System.nanoTime() - started) / 1e9;
        staged.add(new Took(wall, times.sum() - cpu));
      }
    }
    rows.unpersist();
    Took loop = Took.best(plain.subList(1, plain.size()));
    Took stage = Took.best(staged.subList(1, staged.size()));
    report("inference, a plain loop", TRANSFORMED, loop);
    report("inference by 1 executor", TRANSFORMED, stage);
    print("the stage: %.2f of the plain loop by CPU seconds (goal 0.8)%n", loop.cpu / stage.cpu);
  }

  private static Took trainPlainly() {
    List<Sequence> sequences = sequences(BATCH);
    List<Took> steps = new ArrayList<>();
    try (Net net = new Net();
        Adam adam = new Adam(net.parameters());
        var step =
            CompiledStep.of(
                adam,
                Traceable.of(
                    (PackedSequence x, NDArray y) -> Functional.crossEntropy(net.forward(x), y)))) {
      for (int i = 0; i < FIRST_ROUNDS + ROUNDS; i++) {
        double cpu = TaskTimes.ofThisThread();
        long started = System.nanoTime();
        try (var scope = Torch.scope()) {
          long[] labels = IntStream.range(0, BATCH).mapToLong(it -> it % 10).toArray();
          Torch.item(step.run(Sequence.pack(sequences), Torch.tensor(labels)));
        }
        steps.add(new Took((System.nanoTime() - started) / 1e9, TaskTimes.ofThisThread() - cpu));
      }
    }
    return Took.best(steps.subList(FIRST_ROUNDS, steps.size()));
  }

  /** A round with a batch for all executors together: what more rounds take than few. */
  private static Took train(int executors, TaskTimes times) {
    Dataset<Row> rows = rows(BATCH, executors);
    fit(rows, executors, WARM_ROUNDS, times);
    List<Took> rounds = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      Took few = fit(rows, executors, FIRST_ROUNDS, times);
      Took many = fit(rows, executors, FIRST_ROUNDS + ROUNDS, times);
      rounds.add(new Took((many.wall - few.wall) / ROUNDS, (many.cpu - few.cpu) / ROUNDS));
    }
    rows.unpersist();
    return Took.best(rounds);
  }

  private static Took fit(Dataset<Row> rows, int executors, int rounds, TaskTimes times) {
    double cpu = times.stages() + TaskTimes.ofThisThread();
    long started = System.nanoTime();
    TorchEstimator.of(
            Net::new, Net::forward, Functional::crossEntropy, net -> new Adam(net.parameters()))
        .setInputCol("steps")
        .setBatchSize(BATCH / executors)
        .setMaxIter(rounds)
        .fit(rows);
    double wall = (System.nanoTime() - started) / 1e9;
    return new Took(wall, times.stages() + TaskTimes.ofThisThread() - cpu);
  }
}
