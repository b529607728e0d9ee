package io.github.torchrnn.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.runner.options.WarmupMode;

/** Runs benchmarks in this process, so that LibTorch starts once for them all. */
final class Jmh {

  private static final String PACKAGE = Jmh.class.getPackageName() + ".";

  private Jmh() {}

  /**
   * Measures benchmarks after a warm-up.
   *
   * @param benchmarks their names as {@code Class.method}
   * @return the median of each in microseconds, by {@code Class.method:parameters}
   */
  static Map<String, Double> micros(
      Collection<String> benchmarks, long warmMillis, long measureMillis) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .forks(0)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        // All first: what they share is compiled once, and for what all of them do with it.
        .warmupMode(WarmupMode.BULK)
        .warmupIterations(warmMillis == 0 ? 0 : 1)
        .warmupTime(TimeValue.milliseconds(warmMillis))
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(measureMillis));
    for (String benchmark : benchmarks) {
      options.include("^" + Pattern.quote(PACKAGE + benchmark) + "$");
    }
    Map<String, Double> micros = new TreeMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      micros.put(name(result.getParams()), median(result));
    }
    return micros;
  }

  private static String name(BenchmarkParams params) {
    List<String> values = params.getParamsKeys().stream().map(params::getParam).toList();
    String name = params.getBenchmark().substring(PACKAGE.length());
    return values.isEmpty() ? name : name + ":" + String.join(",", values);
  }

  /** The median of the calls; of threads side by side, what each call adds to the time of all. */
  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50)
        / result.getParams().getThreads();
  }
}
