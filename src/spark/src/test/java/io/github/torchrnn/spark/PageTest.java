package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.StepLR;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page spark.md is that of this file, between the marks, and of Names. */
class PageTest {

  private static final Path SOURCES = Path.of("src/test/java/io/github/torchrnn/spark");

  /** From src/spark, and from the copy in which the root's build runs these tests. */
  private static final List<Path> PAGES =
      List.of(Path.of("../site/markdown/spark.md"), Path.of("../../../src/site/markdown/spark.md"));

  private final SparkSession spark = Spark.session();

  @TempDir Path temporary;

  @Test
  void thePageShowsWhatRunsHere() throws IOException {
    Path page = PAGES.stream().filter(Files::exists).findFirst().orElseThrow();
    List<String> shown = new ArrayList<>();
    Matcher block =
        Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(page));
    while (block.find()) {
      shown.add(block.group(1));
    }
    List<String> run = new ArrayList<>();
    String names = Files.readString(SOURCES.resolve("Names.java"));
    run.add(names.substring(names.indexOf("class Names")));
    Matcher part =
        Pattern.compile("^    // page\\n(.*?)^    // end$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(SOURCES.resolve("PageTest.java")));
    while (part.find()) {
      run.add(part.group(1).indent(-4));
    }
    assertEquals(String.join("\n", run), String.join("\n", shown));
  }

  private String data() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Row row : Spark.rows(40)) {
      List<Long> letters = List.of((Long[]) row.get(1));
      lines.add("{\"letters\": %s, \"label\": %s}".formatted(letters, row.get(2)));
    }
    return Files.write(temporary.resolve("names.json"), lines).toString();
  }

  @Test
  void inference() throws IOException {
    String data = data();
    String folder = temporary.resolve("model").toString();
    Path weights = temporary.resolve("names.pt");
    try (Names net = new Names();
        var scope = Torch.scope()) {
      Pt.save(net.stateDict(), weights);
    }
    // page
    Dataset<Row> names =
        spark.read().json(data); // {"letters": [4, 17, 8]}, sequences of any lengths

    TorchModel classify =
        TorchModel.of(Names::new, Names::forward, Pt.loadStateDict(weights))
            .setInputCol("letters")
            .setOutputCol("scores")
            .setBatchSize(64);
    Dataset<Row> scored = classify.transform(names);
    scored.show(3);

    classify.write().overwrite().save(folder); // any path of Hadoop's
    TorchModel again = TorchModel.load(folder);
    // end
    assertArrayEquals(
        scored.select("scores").collectAsList().toArray(),
        again.transform(names).select("scores").collectAsList().toArray());
  }

  @Test
  void aTrace() throws IOException {
    String folder = temporary.resolve("trace").toString();
    Names net = new Names();
    // page
    List<NDArray> words = List.of(Torch.tensor(1L), Torch.tensor(2L, 3L));
    PackedSequence example = RNNUtils.packSequence(words, false);
    try (ScriptModule traced =
        TorchScript.trace(
            net.eval(), Traceable.of((PackedSequence it) -> net.forward(it)), example)) {
      TorchModel.of(traced).setInputCol("letters").setOutputCol("scores").write().save(folder);
    }
    // end
    Dataset<Row> scored = TorchModel.load(folder).transform(spark.read().json(data()));
    assertEquals(3, scored.select("scores").first().getList(0).size());
    net.close();
  }

  @Test
  void training() throws IOException {
    String data = data();
    String folder = temporary.resolve("checkpoints").toString();
    // page
    Dataset<Row> names =
        spark.read().json(data).repartition(2).cache(); // {"letters": ..., "label": 2}

    TorchEstimator estimator =
        TorchEstimator.of(
                Names::new,
                Names::forward,
                Functional::crossEntropy,
                net -> new Adam(net.parameters(), 0.05))
            .setInputCol("letters")
            .setOutputCol("scores")
            .setBatchSize(16) // of each partition
            .setMaxIter(20) // rounds
            .setSeed(42)
            .setCheckpointDir(folder)
            .setCheckpointInterval(10);
    TorchModel trained = estimator.fit(names); // goes on from the last checkpoint
    System.out.println(trained.losses());
    // end
    assertTrue(trained.losses().get(19) < trained.losses().get(0));
    assertTrue(Files.exists(Path.of(folder, "round-00000020.pt")));
  }

  @Test
  void aSchedule() throws IOException {
    // page
    TorchEstimator scheduled =
        TorchEstimator.of(
            Names::new,
            Names::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.05),
            adam -> new StepLR(adam, 30)); // rounds
    // end
    Dataset<Row> names = spark.read().json(data());
    assertEquals(2, scheduled.setInputCol("letters").setMaxIter(2).fit(names).losses().size());
  }
}
