package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchEstimatorTest {

  /** Float32's rounding, summed over a few steps. */
  private static final float NEAR = 2e-5f;

  /** Names with statistics, which each step changes. */
  static final class Normed extends Names {
    private final BatchNorm1d norm = register("norm", new BatchNorm1d(3));

    @Override
    NDArray forward(PackedSequence letters) {
      return norm.forward(super.forward(letters));
    }
  }

  private static final AtomicInteger CALLS = new AtomicInteger();

  private static TorchEstimator names(NetworkOptimizer<Names> optimizer) {
    return TorchEstimator.of(Names::new, Names::forward, Functional::crossEntropy, optimizer)
        .setInputCol("letters")
        .setOutputCol("scores")
        .setBatchSize(16)
        .setMaxIter(4)
        .setSeed(11);
  }

  private static NDArray loss(Names net, List<Row> rows) {
    List<NDArray> words =
        rows.stream()
            .map(
                row -> Torch.tensor(Arrays.stream((Long[]) row.get(1)).mapToLong(i -> i).toArray()))
            .toList();
    NDArray labels = Torch.tensor(rows.stream().mapToLong(row -> row.getLong(2)).toArray());
    return Functional.crossEntropy(net.forward(RNNUtils.packSequence(words, false)), labels);
  }

  private static Map<String, float[]> numbers(Map<String, NDArray> state) {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    state.forEach((name, array) -> numbers.put(name, array.toFloatArray()));
    return numbers;
  }

  static Map<String, float[]> numbers(TorchModel model) {
    try (var scope = Torch.scope()) {
      return numbers(model.stateDict());
    }
  }

  private static void assertNear(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), NEAR, name));
  }

  static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  /** Trains in this process, on all rows together. */
  private static Map<String, float[]> plain(
      NetworkOptimizer<Names> optimizer, List<Row> rows, double maxNorm, List<Double> losses) {
    Torch.manualSeed(11);
    try (Names net = new Names();
        Optimizer made = optimizer.create(net)) {
      for (int i = 0; i < 4; i++) {
        try (var scope = Torch.scope();
            var grad = Torch.enableGrad()) {
          NDArray loss = loss(net, rows);
          made.zeroGrad();
          Torch.backward(loss);
          if (maxNorm > 0) {
            ClipGrad.clipGradNorm(net.parameters(), maxNorm);
          }
          made.step();
          losses.add(Torch.item(loss));
        }
      }
      return numbers(net.stateDict());
    }
  }

  @Test
  void oneStepARoundIsOneProcess() {
    List<NetworkOptimizer<Names>> optimizers =
        List.of(
            net -> new Adam(net.parameters(), 0.02),
            net -> SGD.builder(net.parameters()).lr(0.2).momentum(0.9).build());
    for (NetworkOptimizer<Names> optimizer : optimizers) {
      List<Double> losses = new ArrayList<>();
      Map<String, float[]> expected = plain(optimizer, Spark.rows(12), 0.3, losses);
      TorchModel trained = names(optimizer).setClipGradNorm(0.3).fit(Spark.words(8, 0, 4));
      assertNear(expected, numbers(trained));
      for (int i = 0; i < 4; i++) {
        assertEquals(losses.get(i), trained.losses().get(i), NEAR);
      }
    }
  }

  @Test
  void moreStepsARoundAreAveraged() {
    NetworkOptimizer<Names> optimizer =
        net -> SGD.builder(net.parameters()).lr(0.2).momentum(0.9).build();
    TorchModel trained = names(optimizer).setStepsPerRound(2).setMaxIter(2).fit(Spark.words(8, 4));
    Map<String, float[]> expected = new LinkedHashMap<>();
    Torch.manualSeed(11);
    try (Names first = new Names();
        Names second = new Names();
        Optimizer one = optimizer.create(first);
        Optimizer two = optimizer.create(second);
        var scope = Torch.scope()) {
      second.loadStateDict(first.stateDict());
      for (int round = 0; round < 2; round++) {
        for (int step = 0; step < 2; step++) {
          step(first, one, Spark.rows(12).subList(0, 8));
          step(second, two, Spark.rows(12).subList(8, 12));
        }
        Map<String, NDArray> mean = new LinkedHashMap<>();
        first
            .stateDict()
            .forEach(
                (name, it) -> mean.put(name, it.mul(2).add(second.stateDict().get(name)).div(3)));
        first.loadStateDict(mean);
        second.loadStateDict(mean);
        Map<String, Object> state = one.stateDict();
        for (Map.Entry<?, ?> other : ((Map<?, ?>) two.stateDict().get("state")).entrySet()) {
          Map<Object, Object> mine = entry(state, other.getKey());
          NDArray momentum = (NDArray) mine.get("momentum_buffer");
          NDArray others = (NDArray) ((Map<?, ?>) other.getValue()).get("momentum_buffer");
          mine.put("momentum_buffer", momentum.mul(2).add(others).div(3));
        }
        one.loadStateDict(state);
        two.loadStateDict(state);
      }
      expected.putAll(numbers(first.stateDict()));
    }
    assertNear(expected, numbers(trained));
  }

  @SuppressWarnings("unchecked") // the layout of a state dict
  private static Map<Object, Object> entry(Map<String, Object> state, Object parameter) {
    return (Map<Object, Object>) ((Map<?, ?>) state.get("state")).get(parameter);
  }

  private static void step(Names net, Optimizer optimizer, List<Row> rows) {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      optimizer.zeroGrad();
      Torch.backward(loss(net, rows));
      optimizer.step();
    }
  }

  @Test
  void aTaskThatIsRepeatedEndsInTheSameBits() {
    for (int steps : new int[] {1, 2}) {
      Map<String, float[]> undisturbed = numbers(dropping(steps, -1).fit(Spark.words(9, 5)));
      CALLS.set(0);
      Map<String, float[]> disturbed = numbers(dropping(steps, 1).fit(Spark.words(9, 5)));
      assertTrue(!Spark.isLocal() || CALLS.get() > 3);
      assertSame(undisturbed, disturbed);
    }
  }

  /** Batches of three, with dropout; one call of the loss fails. */
  private static TorchEstimator dropping(int steps, int failing) {
    return TorchEstimator.of(
            Dropping::new,
            Dropping::forward,
            (scores, labels) -> {
              // A trace that fails is tried again by single calls.
              if (failing >= 0 && CALLS.incrementAndGet() / 2 == failing) {
                throw new IllegalStateException("lost");
              }
              return Functional.crossEntropy(scores, labels);
            },
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(3)
        .setMaxIter(3)
        .setStepsPerRound(steps);
  }

  @Test
  void manyPartitionsAreAveragedInGroups() {
    int[] partitions = new int[Contribution.DIRECT + 2];
    Arrays.fill(partitions, 1);
    NetworkOptimizer<Names> optimizer = net -> new Adam(net.parameters(), 0.02);
    Map<String, float[]> expected =
        plain(optimizer, Spark.rows(partitions.length), 0, new ArrayList<>());
    assertNear(expected, numbers(names(optimizer).fit(Spark.words(partitions))));
  }

  /** Each partition normalizes by its own batch, and the running statistics are averaged. */
  @Test
  void buffersAreAveraged() {
    NetworkOptimizer<Normed> optimizer = net -> new SGD(net.parameters(), 0.0);
    TorchModel trained =
        TorchEstimator.of(Normed::new, Normed::forward, Functional::crossEntropy, optimizer)
            .setInputCol("letters")
            .setMaxIter(1)
            .setSeed(11)
            .fit(Spark.words(6, 3));
    Torch.manualSeed(11);
    try (Normed net = new Normed();
        var scope = Torch.scope()) {
      float[] mean = new float[3];
      for (List<Row> part : List.of(Spark.rows(9).subList(0, 6), Spark.rows(9).subList(6, 9))) {
        net.loadStateDict(
            Map.of("norm.running_mean", Torch.zeros(3), "norm.running_var", Torch.ones(3)), false);
        loss(net, part);
        float[] running = net.namedBuffers().get("norm.running_mean").toFloatArray();
        for (int i = 0; i < mean.length; i++) {
          mean[i] += running[i] * part.size() / 9;
        }
      }
      assertArrayEquals(mean, trained.stateDict().get("norm.running_mean").toFloatArray(), NEAR);
      assertEquals(1, Torch.item(trained.stateDict().get("norm.num_batches_tracked")));
    }
  }

  @Test
  void aTrainingGoesOnFromItsCheckpoint(@TempDir Path folder) throws Exception {
    NetworkOptimizer<Names> optimizer = net -> new Adam(net.parameters(), 0.02);
    Dataset<Row> words = Spark.words(9, 5);
    TorchModel whole = names(optimizer).setBatchSize(3).fit(words);
    String uri = folder.toUri().toString();
    TorchEstimator stopped =
        names(optimizer).setBatchSize(3).setCheckpointDir(uri).setCheckpointInterval(1);
    stopped.setMaxIter(3).fit(words);
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("round-00000002.pt", "round-00000003.pt"),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .sorted()
              .toList());
    }
    TorchModel gone = stopped.setMaxIter(4).fit(words);
    assertSame(numbers(whole), numbers(gone));
    assertEquals(whole.losses(), gone.losses());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> stopped.setSeed(5).fit(words))
            .getMessage()
            .contains("was made with seed 11, and this training has 5"));
  }

  @Test
  void aPipelineIsTrainedAndSaved(@TempDir Path folder) throws Exception {
    TorchEstimator estimator =
        names(net -> new Adam(net.parameters(), 0.05)).setMaxIter(30).setBatchSize(8);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {estimator});
    pipeline.write().save(folder.resolve("pipeline").toString());
    Pipeline loaded = Pipeline.load(folder.resolve("pipeline").toString());
    assertEquals(estimator.uid(), loaded.getStages()[0].uid());

    Dataset<Row> words = Spark.words(16, 16);
    PipelineModel trained = loaded.fit(words);
    TorchModel model = (TorchModel) trained.stages()[0];
    assertEquals(estimator.uid(), model.uid());
    assertTrue(model.losses().get(29) < 0.5 * model.losses().get(0), "" + model.losses());
    trained.write().save(folder.resolve("trained").toString());
    List<Row> scored =
        PipelineModel.load(folder.resolve("trained").toString())
            .transform(words)
            .select("scores", "label")
            .collectAsList();
    long right =
        scored.stream()
            .filter(
                row -> {
                  List<Float> scores = row.getList(0);
                  return scores.indexOf(scores.stream().max(Float::compare).orElseThrow())
                      == row.getLong(1);
                })
            .count();
    assertTrue(right > 24, right + " of 32");
  }

  @Test
  void labelsMayBeNumbersAndVectors() {
    List<Row> rows =
        List.of(
            RowFactory.create(new Double[] {0.5, -1.0}, 0.25, new Double[] {1.0, 2.0}),
            RowFactory.create(new Double[] {1.5}, -0.75, new Double[] {3.0, -4.0}));
    StructType schema =
        new StructType()
            .add("steps", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("number", DataTypes.DoubleType)
            .add("pair", DataTypes.createArrayType(DataTypes.DoubleType));
    Dataset<Row> data = Spark.inPartitions(rows, schema, 2);
    NetworkFactory<Waves> factory = () -> new Waves(1);
    NetworkOptimizer<Waves> optimizer = net -> new SGD(net.parameters(), 0.1);
    TorchModel number =
        TorchEstimator.of(
                factory,
                Waves::forward,
                (out, labels) -> Functional.mseLoss(out.squeeze(1), labels),
                optimizer)
            .setInputCol("steps")
            .setLabelCol("number")
            .setMaxIter(2)
            .fit(data);
    TorchModel pair =
        TorchEstimator.of(
                factory,
                Waves::forward,
                (out, labels) -> Functional.mseLoss(out.repeat(1, 2), labels),
                optimizer)
            .setInputCol("steps")
            .setLabelCol("pair")
            .setMaxIter(2)
            .fit(data);
    assertTrue(number.losses().get(1) < number.losses().get(0));
    assertTrue(pair.losses().get(1) < pair.losses().get(0));
    assertNotEquals(number.losses(), pair.losses());
  }

  @Test
  void aNetworkThatThrowsFailsTheFit() {
    TorchEstimator estimator =
        TorchEstimator.of(
                Names::new,
                (Names it, PackedSequence letters) -> {
                  throw new IllegalArgumentException("no such word");
                },
                Functional::crossEntropy,
                net -> new Adam(net.parameters()))
            .setInputCol("letters");
    Exception failed = assertThrows(Exception.class, () -> estimator.fit(Spark.words(2, 3)));
    assertTrue(failed.toString().contains(estimator + ", round 0, partition "), failed.toString());
    assertTrue(failed.toString().contains("no such word"), failed.toString());
  }

  @Test
  void columnsAndRowsAreCheckedOnTheDriver() {
    NetworkOptimizer<Names> optimizer = net -> new Adam(net.parameters());
    Dataset<Row> words = Spark.words(3);
    assertEquals(
        "[FIELD_NOT_FOUND] No such struct field `nope` in `number`, `letters`, `label`, `text`. SQLSTATE: 42704",
        assertThrows(
                IllegalArgumentException.class,
                () -> names(optimizer).setLabelCol("nope").fit(words))
            .getMessage());
    assertEquals(
        "Column text must be of type equal to one of the following types: [int, bigint, float, double, vector, array<float>, array<double>] but was actually of type string.",
        assertThrows(
                IllegalArgumentException.class,
                () -> names(optimizer).setLabelCol("text").fit(words))
            .getMessage());
    TorchEstimator estimator = names(optimizer);
    assertEquals(
        estimator + ": the dataset has no rows",
        assertThrows(IllegalArgumentException.class, () -> estimator.fit(Spark.words(0, 0)))
            .getMessage());
  }
}
