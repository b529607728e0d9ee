package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** What only a cluster of executors in processes of their own can show. */
@EnabledIfSystemProperty(named = "spark.master", matches = "spark://.*")
class ClusterTest {

  private static final int ROUNDS = 4;

  private static TorchModel trained(Dataset<Row> words) {
    return TorchEstimator.of(
            Dropping::new,
            Dropping::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(16)
        .setStepsPerRound(300)
        .setMaxIter(ROUNDS)
        .fit(words);
  }

  @Test
  void anExecutorThatIsKilledInARoundChangesNoBit() {
    Dataset<Row> words = Spark.words(60, 0, 40).cache();
    TorchModel undisturbed = trained(words);
    Killer killer = new Killer(executors());
    Spark.session().sparkContext().addSparkListener(killer);
    try {
      TorchModel disturbed = trained(words);
      assertEquals(1, killer.killed.get());
      assertTrue(killer.lost.get() > 0, "no task was lost with its executor");
      assertEquals(undisturbed.losses(), disturbed.losses());
      TorchEstimatorTest.assertSame(
          TorchEstimatorTest.numbers(undisturbed), TorchEstimatorTest.numbers(disturbed));
    } finally {
      Spark.session().sparkContext().removeSparkListener(killer);
    }
  }

  private static Map<String, ProcessHandle> executors() {
    Map<String, ProcessHandle> processes = new HashMap<>();
    while (processes.size() < 2) {
      Spark.context()
          .parallelize(List.of(1, 2), 2)
          .map(it -> new Tuple2<>(SparkEnv.get().executorId(), ProcessHandle.current().pid()))
          .collect()
          .forEach(it -> processes.put(it._1, ProcessHandle.of(it._2).orElseThrow()));
    }
    return processes;
  }

  /** In an exact training, of rows that a shuffle brings in another order when it is repeated. */
  @Test
  void anExecutorThatEndsAtTheStartOfATaskChangesNoBit(@TempDir Path folder) {
    Dataset<Row> words = Spark.words(13, 9, 11).repartition(3);
    TorchModel undisturbed = exact(Names::forward).fit(words);
    Path marker = folder.resolve("ended");
    TorchModel disturbed = exact(new FaultyForward(marker, true)).fit(words);
    assertTrue(Files.exists(marker));
    assertEquals(undisturbed.losses(), disturbed.losses());
    TorchEstimatorTest.assertSame(
        TorchEstimatorTest.numbers(undisturbed), TorchEstimatorTest.numbers(disturbed));
  }

  private static TorchEstimator exact(NetworkForward<Names> forward) {
    return TorchEstimator.of(
            Dropping::new,
            forward::forward,
            Functional::crossEntropy,
            net -> new Adam(net.parameters(), 0.02))
        .setInputCol("letters")
        .setBatchSize(4)
        .setMaxIter(6);
  }

  /** Kills the executor of a task of the third job, just after it has started. */
  private static final class Killer extends SparkListener {
    final AtomicInteger started = new AtomicInteger();
    final AtomicInteger killed = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();

    /** The executors' processes by name: this machine's, as the script starts the cluster here. */
    private final Map<String, ProcessHandle> processes;

    Killer(Map<String, ProcessHandle> processes) {
      this.processes = processes;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      if (started.incrementAndGet() == 7) {
        killed.set(processes.get(task.taskInfo().executorId()).destroyForcibly() ? 1 : 0);
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (task.reason() != Success$.MODULE$) {
        lost.incrementAndGet();
      }
    }
  }
}
