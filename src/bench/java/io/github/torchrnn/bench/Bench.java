package io.github.torchrnn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares this library with Python's torch and with other libraries of Java, turn by turn. */
@Command(
    name = "bench",
    description = "Compares torchrnn with Python's torch, raw DJL and JavaCPP's PyTorch.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Bench implements Callable<Integer> {

  private static final int ROUNDS = 3;
  private static final Rounds.Time FULL = new Rounds.Time(1000, 1000);
  private static final Rounds.Time QUICK = new Rounds.Time(400, 400);

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "a Python that has torch; its column is empty without")
  private String python;

  @Option(names = "--javacpp", description = "measures JavaCPP's PyTorch preset too")
  private boolean javaCpp;

  @Option(
      names = "--quick",
      description = "one short round, without whole programs, in less than three minutes")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "only the rows in whose text it is found")
  private Pattern only;

  @Option(names = "--json", paramLabel = "FILE", description = "writes the rows to a file")
  private Path json;

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  private Bench() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Bench())
            .setParameterExceptionHandler((e, line) -> fail(e.getMessage(), 2))
            .setExecutionExceptionHandler((e, command, line) -> fail(e, 1))
            .execute(args));
  }

  private static int fail(Exception e, int code) throws Exception {
    if (e instanceof IOException) {
      return fail(e.getMessage(), code);
    }
    throw e;
  }

  private static int fail(String message, int code) {
    System.err.println("bench: " + message);
    return code;
  }

  @Override
  public Integer call() throws Exception {
    List<Row> rows =
        Rows.all().stream()
            .filter(row -> only == null || only.matcher(row.work()).find())
            .filter(row -> !quick || Rounds.Group.of(row.java()) != Rounds.Group.PROGRAM)
            .toList();
    if (rows.isEmpty()) {
      throw new IOException("no row has " + only + " in its text");
    }
    int count = quick ? 1 : ROUNDS;
    Rounds rounds = new Rounds(root, rows, count, quick ? QUICK : FULL, python, javaCpp);
    List<Result> results = new ArrayList<>();
    StringBuilder tables = new StringBuilder();
    String brief = "";
    for (Threads setting : Threads.values()) {
      for (int round = 1; round <= count; round++) {
        System.err.printf("bench: %s, round %d%n", setting.title(), round);
        rounds.run(setting);
      }
      List<Result> measured = rounds.results(rows, setting);
      tables.append("\n%s:\n\n%s".formatted(setting.title(), Table.of(measured)));
      if (setting == Threads.ONE) {
        brief = Table.brief(measured);
      }
      results.addAll(measured);
    }
    String report =
        "Measured on %s on %s:\n%s.\n%s"
            .formatted(LocalDate.now(), Machine.name(), rounds.versions(), tables);
    System.out.print(report);
    if (json != null) {
      Json.write(results, json);
    }
    if (python != null && !quick && only == null) {
      Page.rewrite(root.resolve("src/site/markdown/performance.md"), report);
      Page.rewrite(root.resolve("README.md"), brief);
    }
    return 0;
  }
}
