package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders and files of checkpoints that are not as they should be. */
class CheckpointsTest {

  private static TorchEstimator estimator() {
    return TorchEstimator.of(
            Names::new,
            Names::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(4);
  }

  @Test
  void aDamagedCheckpointIsNamed(@TempDir Path folder) throws Exception {
    Dataset<Row> words = Spark.words(5, 5);
    TorchEstimator checked = estimator().setCheckpointDir(folder.toString()).setMaxIter(2);
    TorchModel trained = checked.fit(words);
    Path last = folder.resolve("round-00000003.pt");
    byte[] good = Files.readAllBytes(folder.resolve("round-00000002.pt"));
    for (byte[] bytes : List.of(new byte[0], Arrays.copyOf(good, good.length / 2))) {
      Files.write(last, bytes);
      String message = assertThrows(Exception.class, () -> checked.fit(words)).getMessage();
      assertTrue(message.contains("file:" + last + ": is "), message);
    }
    try (var scope = Torch.scope()) {
      Pt.save(Torch.ones(2), last);
    }
    assertEquals(
        "file:" + last + " is not a checkpoint of a training",
        assertThrows(IllegalArgumentException.class, () -> checked.fit(words)).getMessage());
    Files.delete(last);
    assertEquals(trained.losses(), checked.fit(words).losses()); // from the one before
  }

  /** Before any round. */
  @Test
  void aFolderThatCannotBeMadeIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<Integer> jobs = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.add(job.jobId());
          }
        };
    Spark.session().sparkContext().addSparkListener(listener);
    try {
      TorchEstimator checked = estimator().setCheckpointDir(file.toString());
      String message =
          assertThrows(UncheckedIOException.class, () -> checked.fit(Spark.words(3))).getMessage();
      assertTrue(message.contains(file.toString()), message);
      Spark.await();
      assertEquals(1, jobs.size()); // which reads the rows
    } finally {
      Spark.session().sparkContext().removeSparkListener(listener);
    }
  }
}
