package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchModelTest {

  private static final int BATCH = 4;

  private static Names seeded() {
    Torch.manualSeed(3);
    return new Names();
  }

  private static TorchModel model(Names net) {
    return TorchModel.of(Names::new, Names::forward, net.stateDict())
        .setInputCol("letters")
        .setOutputCol("scores")
        .setBatchSize(BATCH);
  }

  /** The results of a plain loop over the batches that a partition of these rows makes. */
  private static List<float[]> plain(Names net, List<Row> partition) {
    List<float[]> results = new ArrayList<>();
    net.eval();
    for (int from = 0; from < partition.size(); from += BATCH) {
      try (var scope = Torch.scope()) {
        List<NDArray> batch =
            partition.subList(from, Math.min(from + BATCH, partition.size())).stream()
                .map(
                    row ->
                        Torch.tensor(
                            Arrays.stream((Long[]) row.get(1)).mapToLong(id -> id).toArray()))
                .toList();
        float[] scores = net.forward(RNNUtils.packSequence(batch, false)).toFloatArray();
        for (int i = 0; i < batch.size(); i++) {
          results.add(Arrays.copyOfRange(scores, 3 * i, 3 * i + 3));
        }
      }
    }
    return results;
  }

  private static float[] floats(Row row, String column) {
    List<Float> values = row.getList(row.fieldIndex(column));
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static void assertScores(List<float[]> expected, Dataset<Row> transformed) {
    List<Row> rows = transformed.collectAsList();
    assertEquals(expected.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals("row " + i, rows.get(i).getAs("text"));
      assertArrayEquals(expected.get(i), floats(rows.get(i), "scores"), "row " + i);
    }
  }

  @Test
  void equalsThePlainLoopBitForBit() {
    try (Names net = seeded()) {
      List<Row> rows = Spark.rows(23);
      List<float[]> expected = plain(net, rows.subList(0, 13));
      expected.addAll(plain(net, rows.subList(13, 23)));
      Dataset<Row> scored = model(net).transform(Spark.words(13, 0, 10));
      assertArrayEquals(
          new String[] {"number", "letters", "label", "text", "scores"}, scored.columns());
      assertScores(expected, scored);
    }
  }

  @Test
  void aTracedNetworkNeedsNoClasses() {
    try (Names net = seeded();
        var scope = Torch.scope()) {
      net.eval();
      PackedSequence example =
          RNNUtils.packSequence(List.of(Torch.tensor(1L), Torch.tensor(2L, 3L)), false);
      try (var traced =
          TorchScript.trace(net, Traceable.of((PackedSequence it) -> net.forward(it)), example)) {
        TorchModel model =
            TorchModel.of(traced).setInputCol("letters").setOutputCol("scores").setBatchSize(BATCH);
        assertScores(plain(net, Spark.rows(13)), model.transform(Spark.words(13)));
        assertEquals(Map.of(), model.stateDict());
      }
    }
  }

  @Test
  void aSavedPipelineComesBack(@TempDir Path folder) throws Exception {
    try (Names net = seeded()) {
      TorchModel model = model(net);
      SQLTransformer before =
          new SQLTransformer().setStatement("SELECT *, text AS copy FROM __THIS__");
      PipelineModel pipeline =
          new Pipeline().setStages(new PipelineStage[] {before, model}).fit(Spark.words(5));
      String path = folder.resolve("pipeline").toUri().toString();
      pipeline.write().overwrite().save(path);
      PipelineModel loaded = PipelineModel.load(path);
      TorchModel stage = (TorchModel) loaded.stages()[1];
      assertEquals(model.uid(), stage.uid());
      assertEquals(BATCH, stage.getBatchSize());
      assertScores(plain(net, Spark.rows(9)), loaded.transform(Spark.words(9)));

      Path weights;
      try (var files = Files.walk(folder)) {
        weights = files.filter(it -> it.endsWith("data/weights.pt")).findFirst().orElseThrow();
      }
      try (var scope = Torch.scope()) {
        Map<String, NDArray> state = Pt.loadStateDict(weights);
        assertEquals(net.stateDict().keySet(), state.keySet());
        assertEquals(net.getParameter("gru.weight_hh_l0"), state.get("gru.weight_hh_l0"));
      }
    }
  }

  @Test
  void aStageIsSavedByItself(@TempDir Path folder) throws Exception {
    try (Names net = seeded()) {
      String path = folder.resolve("stage").toString();
      model(net).write().save(path);
      assertScores(plain(net, Spark.rows(5)), TorchModel.load(path).transform(Spark.words(5)));
      assertTrue(
          assertThrows(Exception.class, () -> model(net).write().save(path))
              .getMessage()
              .contains("already exists"));
    }
  }

  @Test
  void aColumnMayHoldNumbersVectorsOrArrays() {
    double[][] steps = {{0.5, -1}, {2, 0.25}, {-0.125, 3}};
    List<Row> numbers = List.of(RowFactory.create((Object) new Double[] {0.5, 2.0, -0.125}));
    check(1, numbers, DataTypes.DoubleType, new double[][] {{0.5}, {2}, {-0.125}});
    List<Row> floats = List.of(RowFactory.create((Object) new Float[] {0.5f, 2.0f, -0.125f}));
    check(1, floats, DataTypes.FloatType, new double[][] {{0.5}, {2}, {-0.125}});
    List<Row> vectors =
        List.of(RowFactory.create((Object) Arrays.stream(steps).map(Vectors::dense).toArray()));
    check(2, vectors, SQLDataTypes.VectorType(), steps);
    List<Row> arrays = List.of(RowFactory.create((Object) steps));
    check(2, arrays, DataTypes.createArrayType(DataTypes.DoubleType), steps);
  }

  private static void check(int features, List<Row> rows, DataType step, double[][] expected) {
    StructType schema = new StructType().add("steps", DataTypes.createArrayType(step));
    Torch.manualSeed(5);
    try (Waves net = new Waves(features);
        var scope = Torch.scope()) {
      TorchModel model =
          TorchModel.of(() -> new Waves(features), Waves::forward, net.stateDict())
              .setInputCol("steps")
              .setOutputCol("value");
      Row row = model.transform(Spark.inPartitions(rows, schema, 1)).first();
      float[] flat = new float[expected.length * features];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = (float) expected[i / features][i % features];
      }
      NDArray sequence = Torch.tensor(flat, expected.length, features);
      float[] value = net.forward(RNNUtils.packSequence(List.of(sequence), false)).toFloatArray();
      assertArrayEquals(value, floats(row, "value"));
    }
  }

  /** Also through two stages, of which Spark makes one, and where it interprets its plan. */
  @Test
  void otherColumnsOfAnyTypeStay() {
    try (Names net = seeded()) {
      Dataset<Row> words =
          Spark.words(6, 0, 5)
              .selectExpr(
                  "*",
                  "struct(number, text) pair",
                  "map(text, number) counts",
                  "cast(number as decimal(10, 2)) price",
                  "date'2026-11-26' day",
                  "if(number = 2, null, text) maybe",
                  "array(text, null) texts",
                  "cast(text as binary) bytes");
      Dataset<Row> once = model(net).transform(words);
      Dataset<Row> twice = model(net).setOutputCol("again").transform(once);
      assertEquals(words.schema(), twice.drop("scores", "again").schema());
      for (String compiled : List.of("true", "false")) {
        Spark.session().conf().set("spark.sql.codegen.wholeStage", compiled);
        assertEquals(
            words.collectAsList(), twice.drop("scores", "again").collectAsList(), compiled);
        List<Row> scores = twice.select("scores", "again").collectAsList();
        for (Row row : scores) {
          assertArrayEquals(floats(row, "scores"), floats(row, "again"));
        }
        assertEquals(11, once.as("a").join(once.as("b"), "number").count());
      }
    } finally {
      Spark.session().conf().unset("spark.sql.codegen.wholeStage");
    }
  }

  @Test
  void aDamagedStageIsRefusedOnTheDriver(@TempDir Path folder) throws Exception {
    try (Names net = seeded()) {
      String path = folder.resolve("stage").toString();
      model(net).write().save(path);
      Path weights = Path.of(path, "data", "weights.pt");
      Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 500));
      Files.deleteIfExists(weights.resolveSibling(".weights.pt.crc"));
      assertEquals(
          path
              + ": weights.pt: is not a torch.save file, or is damaged: it has no zip directory at its end",
          assertThrows(UncheckedIOException.class, () -> TorchModel.load(path)).getMessage());
    }
  }

  @Test
  void aStreamIsTransformed(@TempDir Path folder) throws Exception {
    try (Names net = seeded()) {
      Spark.words(5, 4).write().parquet(folder.resolve("rows").toString());
      Dataset<Row> stream =
          Spark.session()
              .readStream()
              .schema(Spark.words(1).schema())
              .parquet(folder.resolve("rows").toString());
      StreamingQuery query =
          model(net)
              .transform(stream)
              .writeStream()
              .format("memory")
              .queryName("scored")
              .trigger(Trigger.AvailableNow())
              .start();
      query.awaitTermination();
      Dataset<Row> scored = Spark.session().table("scored");
      Map<String, float[]> expected = new TreeMap<>();
      for (Row row : model(net).transform(Spark.words(5, 4)).collectAsList()) {
        expected.put(row.getAs("text"), floats(row, "scores"));
      }
      assertEquals(9, scored.count());
      for (Row row : scored.collectAsList()) {
        assertArrayEquals(expected.get(row.<String>getAs("text")), floats(row, "scores"), 1e-6f);
      }
    }
  }

  @Test
  void columnsAreCheckedOnTheDriver() {
    try (Names net = seeded()) {
      TorchModel model = model(net);
      Dataset<Row> words = Spark.words(3);
      assertEquals(
          "[FIELD_NOT_FOUND] No such struct field `nope` in `number`, `letters`, `label`, `text`. SQLSTATE: 42704",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model.copy(model.extractParamMap()).setInputCol("nope").transform(words))
              .getMessage());
      assertEquals(
          "Column text must be of type equal to one of the following types: [array<vector>, array<array<float>>, array<array<double>>, array<float>, array<double>, array<int>, array<bigint>] but was actually of type string.",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model.copy(model.extractParamMap()).setInputCol("text").transform(words))
              .getMessage());
      assertEquals(
          "requirement failed: Column label already exists.",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model.copy(model.extractParamMap()).setOutputCol("label").transform(words))
              .getMessage());
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> model.setBatchSize(0))
              .getMessage()
              .contains("parameter batchSize given invalid value 0"));
    }
  }

  @Test
  void aStateThatDoesNotFitIsRefusedOnTheDriver() {
    try (Names net = seeded()) {
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> TorchModel.of(() -> new Waves(2), Waves::forward, net.stateDict()))
              .getMessage()
              .startsWith("Error(s) in loading state_dict for Waves"));
    }
  }

  @Test
  void aNetworkThatThrowsFailsTheTask() {
    try (Names net = seeded()) {
      TorchModel model =
          TorchModel.of(
                  Names::new,
                  (Names it, PackedSequence letters) -> {
                    throw new IllegalArgumentException("no such word");
                  },
                  net.stateDict())
              .setInputCol("letters")
              .setBatchSize(BATCH);
      Exception failed =
          assertThrows(Exception.class, () -> model.transform(Spark.words(3, 5)).collectAsList());
      assertTrue(failed.toString().contains("no such word"), failed.toString());
      assertTrue(failed.toString().contains(model + ", rows 0 to "), failed.toString());
    }
  }
}
