package io.github.torchrnn.soak;

import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.ChildJvm.Result;
import io.github.torchrnn.badcalls.BadCalls;
import io.github.torchrnn.tutorial.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The long forms: bad calls in a JVM of their own, training steps with the slope of the resident
 * memory, and inference in sixteen threads. {@code Soak SECONDS CALLS}: a third of the seconds each
 * for training, for inference with a carried state, and for the threads.
 */
public final class Soak {

  private static final int THREADS = 16;
  private static final int SAMPLE = 500;

  /** The calls of one JVM, for which a child's time is ten times enough. */
  private static final int BATCH = 50_000;

  private static final double MOST_MIB_PER_100000 = 1;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    long share = TimeUnit.SECONDS.toNanos(Long.parseLong(args[0])) / 3;
    int calls = Integer.parseInt(args[1]);
    int crashes = badCalls(calls);
    Slope training;
    Slope inference;
    int mismatches;
    int arrays;
    try (HelloTraining hello = new HelloTraining(1)) {
      int before = Memory.arrays();
      training = measure("Training", share, hello::step);
      inference = measure("Inference", share, hello::infer);
      mismatches = threads(share, hello);
      arrays = Memory.arrays() - before;
    }
    System.out.printf(
        "inferences %d, RSS slope %.1f MiB per 100000, arrays left %d%n",
        inference.steps, inference.mibPer100000, arrays);
    System.out.printf(
        "calls %d, crashes %d, steps %d, RSS slope %.1f MiB per 100000 steps, mismatches %d%n",
        calls, crashes, training.steps, training.mibPer100000, mismatches);
    boolean held =
        crashes == 0
            && mismatches == 0
            && arrays == 0
            && training.mibPer100000 <= MOST_MIB_PER_100000
            && inference.mibPer100000 <= MOST_MIB_PER_100000;
    System.exit(held ? 0 : 1);
  }

  /**
   * In batches, each with a seed and a JVM of its own, so that the time allowed grows with them.
   */
  private static int badCalls(int calls) throws Exception {
    int crashes = 0;
    Progress progress = Progress.of("Bad calls", calls);
    progress.step(0);
    for (int done = 0, seed = 7; done < calls; done += BATCH, seed++) {
      Result result =
          new ChildJvm()
              .option("-Xmx512m")
              .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
              .run(
                  BadCalls.class,
                  Integer.toString(seed),
                  Integer.toString(Math.min(BATCH, calls - done)));
      progress.clear();
      if (result.code() != 0) {
        System.out.print(result.output());
        crashes++;
      }
      System.err.printf("bad calls: %d of %d%n", Math.min(done + BATCH, calls), calls);
      progress.step(Math.min(BATCH, calls - done));
    }
    progress.clear();
    return crashes;
  }

  /** How many steps were made, and how the resident memory grew over the second half of them. */
  private record Slope(long steps, double mibPer100000) {}

  private static Slope measure(String title, long nanos, Runnable step) throws Exception {
    List<Double> samples = new ArrayList<>();
    Progress progress = Progress.ofNanos(title, nanos);
    long now = System.nanoTime();
    long end = now + nanos;
    while (now < end || samples.size() < 20) {
      for (int i = 0; i < SAMPLE; i++) {
        step.run();
      }
      samples.add(Memory.residentMiB());
      long before = now;
      now = System.nanoTime();
      progress.step(now - before);
    }
    progress.clear();
    double[] settled =
        samples.subList(samples.size() / 2, samples.size()).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    return new Slope((long) samples.size() * SAMPLE, slope(settled) / SAMPLE * 100_000);
  }

  /** The least-squares slope for each sample. */
  private static double slope(double... values) {
    double middle = (values.length - 1) / 2.0;
    double mean = Arrays.stream(values).average().orElse(0);
    double up = 0;
    double down = 0;
    for (int i = 0; i < values.length; i++) {
      up += (i - middle) * (values[i] - mean);
      down += (i - middle) * (i - middle);
    }
    return up / down;
  }

  private static int threads(long nanos, HelloTraining hello) throws Exception {
    float[] expected = hello.infer();
    long end = System.nanoTime() + nanos;
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      counts.add(
          pool.submit(
              () -> {
                int mismatches = 0;
                while (System.nanoTime() < end) {
                  mismatches += Arrays.equals(expected, hello.infer()) ? 0 : 1;
                }
                return mismatches;
              }));
    }
    pool.shutdown();
    Progress progress = Progress.of("Threads", TimeUnit.NANOSECONDS.toSeconds(nanos));
    while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
      progress.step(1);
    }
    progress.clear();
    int mismatches = 0;
    for (Future<Integer> count : counts) {
      mismatches += count.get();
    }
    return mismatches;
  }
}
