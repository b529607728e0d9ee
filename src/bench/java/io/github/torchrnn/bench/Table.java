package io.github.torchrnn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results as a table of Markdown that reads well as text too. */
final class Table {

  private record Column(String title, Function<Result, String> cell) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("Work, in microseconds", result -> result.row().work()),
          new Column("torchrnn", result -> micros(result.java())),
          new Column("Python", result -> micros(result.python())),
          new Column("ratio", result -> ratio(result.ratio())),
          new Column("raw DJL", result -> micros(result.rawDjl())),
          new Column("DJL's Trainer", result -> micros(result.djlTrainer())),
          new Column("JavaCPP", result -> micros(result.javaCpp())));

  /** The columns that compare with Python. */
  private static final List<Column> BRIEF_COLUMNS = COLUMNS.subList(0, 4);

  private Table() {}

  static String of(List<Result> results) {
    return of(results, COLUMNS);
  }

  /** The few rows that the README shows. */
  static String brief(List<Result> results) {
    return of(
        results.stream().filter(result -> Rows.BRIEF.contains(result.row().work())).toList(),
        BRIEF_COLUMNS);
  }

  private static String of(List<Result> results, List<Column> columns) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::title).toList());
    for (Result result : results) {
      lines.add(columns.stream().map(column -> column.cell().apply(result)).toList());
    }
    int[] widths = new int[columns.size()];
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
