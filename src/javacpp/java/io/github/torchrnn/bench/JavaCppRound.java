package io.github.torchrnn.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * One process that measures JavaCPP's PyTorch preset, without DJL's natives: {@code OUT.json WARM
 * MEASURE BENCHMARK...}.
 */
final class JavaCppRound {

  /** The loss of hello-rnn at seed 0 after {@code STEPS} steps, in Python and everywhere else. */
  private static final double LOSS = 1.0978;

  private static final int STEPS = 3;

  private JavaCppRound() {}

  public static void main(String[] args) throws Exception {
    requireTheSameTraining();
    List<String> benchmarks = Arrays.asList(args).subList(3, args.length);
    Map<String, Double> micros =
        Jmh.micros(benchmarks, Long.parseLong(args[1]), Long.parseLong(args[2]));
    String versions = "JavaCPP's PyTorch " + Loader.getVersion("org.bytedeco", "pytorch");
    new Round(torch.get_num_threads(), versions, micros).write(Path.of(args[0]));
  }

  private static void requireTheSameTraining() {
    JavaCpp work = new JavaCpp();
    work.setUp();
    for (int i = 0; i < STEPS; i++) {
      work.step();
    }
    double loss = work.value();
    work.tearDown();
    if (Math.abs(loss - LOSS) > 1e-4) {
      throw new IllegalStateException("JavaCPP's loss is " + loss + ", not " + LOSS);
    }
  }
}
