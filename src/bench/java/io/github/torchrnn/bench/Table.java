package io.github.torchrnn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a table of Markdown that reads well as text too. */
final class Table {

  private static final List<String> HEAD =
      List.of(
          "Work, in microseconds",
          "torchrnn",
          "Python",
          "ratio",
          "goal",
          "raw DJL",
          "DJL's Trainer",
          "JavaCPP");

  private Table() {}

  static String of(List<Result> results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    for (Result result : results) {
      lines.add(
          List.of(
              result.row().work(),
              micros(result.java()),
              micros(result.python()),
              ratio(result.ratio()),
              ratio(result.row().goal()),
              micros(result.rawDjl()),
              micros(result.djlTrainer()),
              micros(result.javaCpp())));
    }
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      rule.add(i == 0 ? "-".repeat(widths[i]) : "-".repeat(widths[i] - 1) + ":");
    }
    lines.add(1, rule);
    return lines.stream().map(line -> line(line, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> cells, int... widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String format = " %" + (i == 0 ? "-" : "") + widths[i] + "s |";
      text.append(format.formatted(cells.get(i)));
    }
    return text.append('\n').toString();
  }

  private static String micros(Double value) {
    if (value == null) {
      return "";
    }
    return String.format(Locale.ROOT, value < 1000 ? "%.1f" : "%.0f", value);
  }

  private static String ratio(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
  }
}
