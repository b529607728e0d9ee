package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** How long the networks of an executor, which is this process, stay. */
class ExecutorCacheTest {

  private static final AtomicInteger MADE = new AtomicInteger();

  private static TorchModel model(String output) {
    try (Names net = new Names()) {
      return TorchModel.of(
              () -> {
                MADE.incrementAndGet();
                return new Names();
              },
              Names::forward,
              net.stateDict())
          .setInputCol("letters")
          .setOutputCol(output);
    }
  }

  @Test
  void theLastNetworksStayAndTheOthersAreClosed() {
    for (int i = 0; i < 5; i++) {
      TorchModel model = model("scores");
      model.transform(Spark.words(3)).collectAsList();
      model.transform(Spark.words(2)).collectAsList();
    }
    assertTrue(ExecutorCache.size() <= ExecutorCache.IDLE, "" + ExecutorCache.size());
  }

  @Test
  void aPipelineOfManyStagesMakesEachNetworkOnce() {
    Dataset<Row> scored = Spark.words(1, 1, 1, 1, 1, 1);
    int stages = ExecutorCache.IDLE + 2;
    for (int i = 0; i < stages; i++) {
      scored = model("scores" + i).transform(scored);
    }
    MADE.set(0);
    assertEquals(6, scored.collectAsList().size());
    assertEquals(stages, MADE.get());
  }
}
