package io.github.torchrnn.spark;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** The CPU seconds of tasks. */
final class TaskTimes extends SparkListener {

  private double sum;

  /** By stage, what its longest task took: the others run meanwhile. */
  private final Map<Integer, Double> longest = new HashMap<>();

  /** Those of the thread that asks. */
  static double ofThisThread() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  /** Listens to a session, from when it is there. */
  static TaskTimes ofSession() {
    TaskTimes times = new TaskTimes();
    Spark.context().sc().addSparkListener(times);
    return times;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    TaskMetrics metrics = task.taskMetrics();
    long nanos = metrics.executorCpuTime() + metrics.executorDeserializeCpuTime();
    double seconds = nanos / 1e9 + metrics.resultSerializationTime() / 1e3;
    sum += seconds;
    longest.merge(task.stageId(), seconds, Math::max);
  }

  /** What all tasks have taken so far. */
  double sum() {
    Spark.await();
    synchronized (this) {
      return sum;
    }
  }

  /** What the stages have taken so far, whose tasks run at once. */
  double stages() {
    Spark.await();
    synchronized (this) {
      return longest.values().stream().mapToDouble(it -> it).sum();
    }
  }
}
