package io.github.torchrnn.bench;

import ai.djl.engine.Engine;
import io.github.torchrnn.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One process that measures this library or DJL: {@code OUT.json WARM MEASURE BENCHMARK...}. */
final class JavaRound {

  private JavaRound() {}

  public static void main(String[] args) throws Exception {
    List<String> benchmarks = Arrays.asList(args).subList(3, args.length);
    Map<String, Double> micros =
        Jmh.micros(benchmarks, Long.parseLong(args[1]), Long.parseLong(args[2]));
    String versions =
        "Java %s, DJL %s with LibTorch %s"
            .formatted(
                System.getProperty("java.version"),
                Engine.getDjlVersion(),
                Engine.getInstance().getVersion());
    new Round(Torch.getNumThreads(), versions, micros).write(Path.of(args[0]));
  }
}
