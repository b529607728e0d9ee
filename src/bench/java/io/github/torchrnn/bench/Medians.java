package io.github.torchrnn.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The times of one language: the median of all rounds. */
final class Medians {

  private final Map<Threads, Map<String, List<Double>>> rounds = new EnumMap<>(Threads.class);

  void add(Threads threads, Map<String, Double> round) {
    Map<String, List<Double>> works = rounds.computeIfAbsent(threads, key -> new HashMap<>());
    round.forEach(
        (work, micros) -> works.computeIfAbsent(work, key -> new ArrayList<>()).add(micros));
  }

  /** A work's, or null where it was not measured. */
  Double of(Threads threads, String work) {
    Map<String, List<Double>> works = rounds.get(threads);
    return works == null || !works.containsKey(work) ? null : of(works.get(work));
  }

  static double of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
