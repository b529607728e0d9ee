package io.github.torchrnn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long a whole process takes, and how much memory. */
final class StartUp {

  static final String START = "FirstOutput.start";
  static final String MEMORY = "FirstOutput.memory";

  private static final int RUNS = 3;

  private StartUp() {}

  /**
   * Runs a program whose last line is its peak memory in kB, or empty.
   *
   * @return the medians: microseconds, and megabytes where the program knows them
   */
  static Map<String, Double> measure(Child program) throws IOException, InterruptedException {
    program.run(); // fills the caches
    List<Double> micros = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      List<String> lines = program.run().lines().toList();
      micros.add((System.nanoTime() - start) / 1e3);
      String peak = lines.get(lines.size() - 1);
      if (!peak.isEmpty()) {
        megabytes.add(Long.parseLong(peak) / 1024.0);
      }
    }
    Map<String, Double> medians = new TreeMap<>();
    medians.put(START, Medians.of(micros));
    if (!megabytes.isEmpty()) {
      medians.put(MEMORY, Medians.of(megabytes));
    }
    return medians;
  }
}
