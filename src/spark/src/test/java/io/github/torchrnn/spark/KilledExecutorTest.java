package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A training whose executor ends, on a cluster whose workers are on this machine. */
@EnabledIfSystemProperty(named = "spark.master", matches = "spark:.*")
class KilledExecutorTest {

  private static TorchEstimator estimator(NetworkForward<Names> forward) {
    return TorchEstimator.of(
            TorchEstimatorTest.Dropping::new,
            forward::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(4)
        .setMaxIter(6)
        .setSeed(11);
  }

  @Test
  void aTrainingEndsInTheSameBits(@TempDir Path folder) throws Exception {
    SparkContext context = Spark.session().sparkContext();
    AtomicInteger lost = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
            lost.incrementAndGet();
          }
        };
    context.addSparkListener(listener);
    // What a shuffle brings comes in an order of its own when it is repeated.
    Dataset<Row> words = Spark.words(13, 9, 11).repartition(4);
    try {
      TorchModel undisturbed = estimator(Names::forward).fit(words);
      Path marker = folder.resolve("killed");
      TorchModel disturbed = estimator(new FaultyForward(marker, true)).fit(words);
      assertTrue(Files.exists(marker));
      assertEquals(undisturbed.losses(), disturbed.losses());
      TorchEstimatorTest.assertSame(
          TorchEstimatorTest.numbers(undisturbed), TorchEstimatorTest.numbers(disturbed));
      context.listenerBus().waitUntilEmpty();
      assertEquals(1, lost.get());
    } finally {
      context.removeSparkListener(listener);
    }
  }
}
