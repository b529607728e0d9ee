package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

  private static TorchEstimator estimator(NetworkForward<Names> forward, int steps) {
    return TorchEstimator.of(
            TorchEstimatorTest.Dropping::new,
            forward::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(4)
        .setStepsPerRound(steps)
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
      for (int steps : new int[] {1, 3}) {
        TorchModel undisturbed = estimator(Names::forward, steps).fit(words);
        Path marker = folder.resolve("killed-" + steps);
        TorchModel disturbed = estimator(new FaultyForward(marker, true), steps).fit(words);
        assertTrue(Files.exists(marker));
        assertEquals(undisturbed.losses(), disturbed.losses());
        try (var scope = Torch.scope()) {
          Map<String, NDArray> state = disturbed.stateDict();
          undisturbed
              .stateDict()
              .forEach(
                  (name, it) ->
                      assertArrayEquals(it.toFloatArray(), state.get(name).toFloatArray(), name));
        }
      }
      context.listenerBus().waitUntilEmpty();
      assertEquals(2, lost.get());
    } finally {
      context.removeSparkListener(listener);
    }
  }
}
