package io.github.torchrnn.bench;

import java.util.ArrayList;
import java.util.List;

/** A row that was measured; what was not is null. */
record Result(
    Row row,
    int threads,
    Double java,
    Double python,
    Double ratio,
    Double rawDjl,
    Double djlTrainer,
    Double javaCpp) {

  /** The rows whose benchmark ran, but those whose only comparison did not. */
  static List<Result> of(
      List<Row> rows, Threads setting, int threads, Medians javas, Medians pythons) {
    List<Result> results = new ArrayList<>();
    for (Row row : rows) {
      Double java = javas.of(setting, row.java());
      Double python = row.python() == null ? null : pythons.of(setting, row.python());
      Double other = row.other() == null ? python : javas.of(setting, row.other());
      if (java != null && (row.other() == null || other != null)) {
        results.add(
            new Result(
                row,
                threads,
                java,
                python,
                other == null ? null : java / other,
                javas.of(setting, row.peers().rawDjl()),
                javas.of(setting, row.peers().djlTrainer()),
                javas.of(setting, row.peers().javaCpp())));
      }
    }
    return results;
  }
}
