package io.github.torchrnn.spark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/**
 * The CPU seconds that processes have used so far.
 *
 * @param driver those of this process
 * @param executors those of each executor, by its name; a local master has none of its own
 */
record ProcessTimes(double driver, Map<String, Double> executors) {

  static double ofThis() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** Asks all executors, of which there are so many. */
  static ProcessTimes now(int executors) {
    Map<String, Double> times = new TreeMap<>();
    while (!Spark.isLocal() && times.size() < executors) {
      Spark.context()
          .parallelize(IntStream.range(0, executors).boxed().toList(), executors)
          .map(it -> new Tuple2<>(SparkEnv.get().executorId(), ofThis()))
          .collect()
          .forEach(it -> times.put(it._1, it._2));
    }
    return new ProcessTimes(ofThis(), times);
  }

  double driverSince(ProcessTimes earlier) {
    return driver - earlier.driver;
  }

  /** What the busiest executor has used since then. */
  double executorSince(ProcessTimes earlier) {
    return executors.isEmpty()
        ? driverSince(earlier)
        : Collections.max(
            executors.keySet().stream()
                .map(it -> executors.get(it) - earlier.executors.get(it))
                .toList());
  }

  /** What one had to wait for: the driver, and the busiest executor. */
  double criticalSince(ProcessTimes earlier) {
    return driverSince(earlier) + (executors.isEmpty() ? 0 : executorSince(earlier));
  }
}
