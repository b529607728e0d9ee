package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rounds of a training promise: the batches, the bits, the checkpoints. */
class TrainingRoundsTest {

  private static final NetworkOptimizer<Names> ADAM = net -> new Adam(net.parameters(), 0.02);

  /** How often a shard was read, in a test that counts. */
  private static final AtomicInteger READS = new AtomicInteger();

  private static TorchEstimator estimator(
      NetworkForward<Names> forward, NetworkOptimizer<Names> optimizer) {
    return TorchEstimator.of(Names::new, forward, Functional::crossEntropy, optimizer)
        .setInputCol("letters")
        .setOutputCol("scores")
        .setBatchSize(4)
        .setMaxIter(6)
        .setSeed(11);
  }

  private static TorchEstimator estimator() {
    return estimator(Names::forward, ADAM);
  }

  private static Map<String, float[]> numbers(Map<String, NDArray> state) {
    Map<String, float[]> numbers = new TreeMap<>();
    state.forEach((name, array) -> numbers.put(name, array.toFloatArray()));
    return numbers;
  }

  private static Map<String, float[]> numbers(TorchModel model) {
    try (var scope = Torch.scope()) {
      return numbers(model.stateDict());
    }
  }

  private static void assertNear(Map<String, float[]> expected, TorchModel trained) {
    Map<String, float[]> actual = numbers(trained);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), 1e-5f, name));
  }

  private static void assertEqualNumbers(
      Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  private static void assertSame(TorchModel expected, TorchModel actual) {
    assertEquals(expected.losses(), actual.losses());
    assertEqualNumbers(numbers(expected), numbers(actual));
  }

  private static void assertLosses(List<Double> expected, TorchModel trained) {
    assertArrayEquals(
        expected.stream().mapToDouble(it -> it).toArray(),
        trained.losses().stream().mapToDouble(it -> it).toArray(),
        2e-6);
  }

  @Test
  void oneStepARoundEqualsOneProcess() {
    Dataset<Row> words =
        Spark.words(7, 0, 12, 1); // an empty partition, and passes of other lengths
    PlainTraining plain = new PlainTraining(words, 4, 0.25, ADAM);
    Map<String, float[]> expected = plain.together(6);
    TorchModel trained = estimator().setClipGradNorm(0.25).fit(words);
    assertLosses(plain.losses, trained);
    assertNear(expected, trained);
  }

  @Test
  void severalStepsARoundAreLocalSteps() {
    Dataset<Row> words = Spark.words(7, 9);
    PlainTraining plain = new PlainTraining(words, 4, 0.25, ADAM);
    Map<String, float[]> expected = plain.apart(4, 3);
    TorchModel trained =
        estimator().setClipGradNorm(0.25).setStepsPerRound(3).setMaxIter(4).fit(words);
    assertLosses(plain.losses, trained);
    assertNear(expected, trained);
  }

  /** With a step that draws, too: tasks that run at once take turns at the generator. */
  @Test
  void repeatedTasksEndInTheSameBits(@TempDir Path folder) {
    Dataset<Row> words = Spark.words(9, 8, 7);
    Path marker = folder.resolve("marker");
    TorchModel undisturbed = dropped(Names::forward).fit(words);
    assertSame(undisturbed, dropped(new FaultyForward(marker, false)).fit(words));
    assertTrue(Files.exists(marker));
  }

  private static TorchEstimator dropped(NetworkForward<Names> forward) {
    return TorchEstimator.of(
            Dropping::new, forward::forward, Functional::crossEntropy, net -> ADAM.create(net))
        .setInputCol("letters")
        .setBatchSize(4)
        .setMaxIter(5)
        .setSeed(11);
  }

  @Test
  void localStepsGoOnFromTheirCheckpoint(@TempDir Path folder) throws Exception {
    Dataset<Row> words = Spark.words(9, 6);
    TorchModel whole = estimator().setStepsPerRound(2).setMaxIter(7).fit(words);
    TorchEstimator checked =
        estimator()
            .setStepsPerRound(2)
            .setCheckpointDir(folder.toUri().toString())
            .setCheckpointInterval(4);
    TorchModel stopped = checked.setMaxIter(5).fit(words);
    assertEquals(whole.losses().subList(0, 5), stopped.losses());
    Files.createFile(folder.resolve(".round-00000006.pt.tmp")); // of a process that ended
    assertSame(whole, checked.setMaxIter(7).fit(words));
  }

  @Test
  @SuppressWarnings("unchecked") // what the test asserts
  void aCheckpointIsAFileOfTorch(@TempDir Path folder) throws Exception {
    TorchModel trained =
        estimator()
            .setCheckpointDir(folder.toString())
            .setCheckpointInterval(2)
            .fit(Spark.words(5, 5));
    try (var files = Files.list(folder);
        var scope = Torch.scope()) {
      List<String> names =
          files
              .map(it -> it.getFileName().toString())
              .filter(it -> !it.startsWith("."))
              .sorted()
              .toList();
      assertEquals(List.of("round-00000004.pt", "round-00000006.pt"), names);
      Map<String, Object> last = (Map<String, Object>) Pt.load(folder.resolve("round-00000006.pt"));
      assertEquals(6L, last.get("round"));
      assertEquals(trained.losses(), last.get("losses"));
      Map<String, NDArray> model = (Map<String, NDArray>) last.get("model");
      assertArrayEquals(
          numbers(trained).get("gru.weight_ih_l0"), model.get("gru.weight_ih_l0").toFloatArray());
      try (Names net = new Names();
          Adam adam = new Adam(net.parameters())) {
        adam.loadStateDict((Map<?, ?>) last.get("optimizer"));
        assertEquals(0.02, adam.paramGroups().get(0).options().get("lr"));
      }
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused(@TempDir Path folder) {
    Dataset<Row> words = Spark.words(5, 5);
    TorchEstimator checked = estimator().setCheckpointDir(folder.toString()).setMaxIter(2);
    TorchModel trained = checked.fit(words);
    assertSame(trained, checked.fit(words)); // with no round left
    assertRefused(
        "round-00000002.pt was made with other rows or partitions: set another checkpointDir",
        checked,
        Spark.words(5, 4));
    assertRefused(
        "round-00000002.pt was made with batchSize 4, and this training has 5: set it so, or another checkpointDir",
        checked.setBatchSize(5),
        words);
    assertRefused(
        checked + ": the last checkpoint is of round 2, and maxIter is 1",
        checked.setBatchSize(4).setMaxIter(1),
        words);
    assertRefused(
        "round-00000002.pt was made with clipGradNorm 0.0, and this training has 0.25: set it so, or another checkpointDir",
        checked.setMaxIter(3).setClipGradNorm(0.25),
        words);
    checked.setClipGradNorm(0);
    TorchEstimator waves =
        TorchEstimator.of(
                () -> new Waves(1),
                Waves::forward,
                Functional::crossEntropy,
                net -> new Adam(net.parameters()))
            .setInputCol("letters")
            .setBatchSize(4)
            .setSeed(11)
            .setCheckpointDir(folder.toString());
    String message =
        assertThrows(IllegalArgumentException.class, () -> waves.fit(words)).getMessage();
    assertTrue(
        message.contains(
            "round-00000002.pt was made with another network or optimizer: Error(s) in loading state_dict for Waves:\n"),
        message);
  }

  private static void assertRefused(String end, TorchEstimator estimator, Dataset<Row> words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> estimator.fit(words)).getMessage();
    assertTrue(message.endsWith(end), message);
  }

  @Test
  void nullsAreRefused() {
    Dataset<Row> words = Spark.words(4, 3);
    String label =
        assertThrows(
                Exception.class,
                () ->
                    estimator()
                        .fit(words.selectExpr("letters", "if(number = 5, null, label) label")))
            .getMessage();
    assertTrue(label.contains("column label has a null"), label);
    String letters =
        assertThrows(
                Exception.class,
                () ->
                    estimator()
                        .fit(words.selectExpr("if(number = 5, null, letters) letters", "label")))
            .getMessage();
    assertTrue(letters.contains("column letters has a null"), letters);
    String array =
        assertThrows(
                Exception.class,
                () ->
                    estimator()
                        .fit(
                            words.selectExpr(
                                "letters", "array(1f, if(number = 5, null, 2f)) label")))
            .getMessage();
    assertTrue(array.contains("column label has a null"), array);
  }

  @Test
  void rowsMayComeInAnotherOrderButNoOthers() throws Exception {
    StructType schema = Spark.words(1).schema();
    Map<String, float[]> expected = training(rows -> shard(rows, schema));
    READS.set(0);
    assertEqualNumbers(
        expected,
        training(
            rows -> {
              List<InternalRow> turned = new ArrayList<>(rows);
              Collections.rotate(turned, READS.incrementAndGet());
              return shard(turned, schema);
            }));
    assertEquals(6, READS.get());

    READS.set(0);
    String message =
        assertThrows(
                Exception.class,
                () ->
                    training(
                        rows ->
                            shard(rows.subList(0, READS.incrementAndGet() == 1 ? 8 : 7), schema)))
            .getMessage();
    assertTrue(
        message.contains(
            "stage: partition 0 was read again and has other rows: write the data to a file first"),
        message);
  }

  /** Trains on shards that nothing keeps, so that each round makes them again. */
  private static Map<String, float[]> training(Function<List<InternalRow>, Shard> shard)
      throws Exception {
    Settings settings = new Settings("stage", UUID.randomUUID().toString(), 3, 1, 11, 0);
    Recipe<Names> recipe =
        new Recipe<>(Names::new, Names::forward, Functional::crossEntropy, ADAM, null);
    List<InternalRow> rows = new ArrayList<>(Spark.partitions(Spark.words(8)).get(0));
    JavaRDD<Shard> shards = Spark.context().parallelize(List.of(0), 1).map(it -> shard.call(rows));
    try (Training<Names> training =
            new Training<>(Spark.session().sparkContext(), recipe, settings);
        var scope = Torch.scope()) {
      training.run(shards, 5, null, 1);
      return numbers(LocalFile.read(training.weights(), "weights.pt", Pt::loadStateDict));
    }
  }

  private static Shard shard(List<InternalRow> rows, StructType schema) {
    return Shard.of(
        0, rows.iterator(), SequenceColumn.of(schema, "letters"), LabelColumn.of(schema, "label"));
  }

  @Test
  void progressIsSeenOnTheSparkPage() throws Exception {
    SparkContext context = Spark.session().sparkContext();
    ConcurrentLinkedQueue<String> descriptions = new ConcurrentLinkedQueue<>();
    Map<String, String> accumulated = new ConcurrentHashMap<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            descriptions.add("" + job.properties().getProperty("spark.job.description"));
          }

          @Override
          public void onStageCompleted(SparkListenerStageCompleted stage) {
            stage
                .stageInfo()
                .accumulables()
                .values()
                .foreach(it -> accumulated.put(it.name().get(), "" + it.value().get()));
          }
        };
    context.addSparkListener(listener);
    TorchEstimator estimator = estimator().setMaxIter(3);
    TorchModel trained;
    try {
      trained = estimator.fit(Spark.words(4, 3));
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    assertEquals("21", accumulated.get(estimator + ": rows"));
    assertTrue(accumulated.containsKey(estimator + ": loss times rows"));
    assertTrue(
        descriptions.contains(
            "%s: round 2 of 3, loss %.6f".formatted(estimator, trained.losses().get(1))),
        descriptions.toString());
  }
}
