package io.github.torchrnn.bench;

import io.github.torchrnn.tutorial.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs what the rows need, each language in a process of its own, in turn. */
final class Rounds {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  /** What one benchmark gets, in milliseconds. */
  record Time(long warm, long measure) {}

  private final Path root;
  private final Time time;
  private final String python;
  private final boolean javaCpp;
  private final WholePrograms programs;
  private final Set<String> javaWorks = new LinkedHashSet<>();
  private final Set<String> pythonWorks = new LinkedHashSet<>();

  private final Medians javas = new Medians();
  private final Medians pythons = new Medians();
  private final Map<Threads, Integer> threads = new EnumMap<>(Threads.class);
  private final Set<String> versions = new LinkedHashSet<>();
  private final Progress progress;

  /**
   * Prepares the rounds.
   *
   * @param count how many rounds each setting has
   * @param python a Python with torch, or null
   */
  Rounds(Path root, List<Row> rows, int count, Time time, String python, boolean javaCpp) {
    this.root = root;
    this.time = time;
    this.python = python;
    this.javaCpp = javaCpp;
    programs = new WholePrograms(root);
    for (Row row : rows) {
      Row.Peers peers = row.peers();
      Stream.of(row.java(), row.other(), peers.rawDjl(), peers.djlTrainer(), peers.javaCpp())
          .filter(Objects::nonNull)
          .forEach(javaWorks::add);
      if (row.python() != null) {
        pythonWorks.add(row.python());
      }
    }
    long works = Arrays.stream(Threads.values()).mapToLong(this::works).sum();
    progress = Progress.of("Measuring", count * works);
  }

  /** The number of works of a round. */
  private long works(Threads setting) {
    Stream<String> all = javaWorks.stream();
    if (python != null) {
      all = Stream.concat(all, pythonWorks.stream());
    }
    Set<Group> groups = EnumSet.allOf(Group.class);
    if (!javaCpp) {
      groups.remove(Group.JAVACPP);
    }
    if (setting != Threads.ONE) {
      groups.removeAll(EnumSet.of(Group.THIRD_STEP, Group.PROGRAM));
    }
    return all.filter(work -> groups.contains(Group.of(work))).count();
  }

  private void add(Medians medians, Threads setting, Map<String, Double> micros) {
    medians.add(setting, micros);
    progress.step(micros.size());
  }

  /** One round: this library, Python, and then the others. */
  void run(Threads setting) throws IOException, InterruptedException {
    progress.step(0);
    javaRound(setting, CLASS_PATH, JavaRound.class.getName(), Group.LIBRARY);
    pythonRound(setting);
    javaRound(setting, CLASS_PATH, JavaRound.class.getName(), Group.DJL);
    if (javaCpp) {
      // A class of the profile javacpp.
      String main = Rounds.class.getPackageName() + ".JavaCppRound";
      javaRound(setting, javaCppClassPath(), main, Group.JAVACPP);
    }
    startUp(setting);
    if (setting == Threads.ONE) {
      thirdSteps();
      wholePrograms();
    }
    progress.clear();
  }

  /** Who measures a benchmark of Java. */
  enum Group {
    LIBRARY,
    DJL,
    JAVACPP,
    START_UP,
    THIRD_STEP,
    PROGRAM;

    static Group of(String work) {
      return switch (work.substring(0, work.indexOf('.'))) {
        case "RawDjl", "DjlTrainer" -> DJL;
        case "JavaCpp" -> JAVACPP;
        case "FirstOutput" -> START_UP;
        case "ThirdStep" -> THIRD_STEP;
        case "WholePrograms" -> PROGRAM;
        default -> LIBRARY;
      };
    }
  }

  private void javaRound(Threads setting, String classPath, String main, Group group)
      throws IOException, InterruptedException {
    Set<String> benchmarks = benchmarks(group);
    if (benchmarks.isEmpty()) {
      return;
    }
    Path out = Files.createTempFile("bench", ".json");
    try {
      List<String> arguments = new ArrayList<>();
      arguments.add(out.toString());
      arguments.add(Long.toString(time.warm));
      arguments.add(Long.toString(time.measure));
      arguments.addAll(benchmarks);
      Child.java(setting, classPath, main, arguments).run();
      Round round = Round.read(out);
      add(javas, setting, round.micros());
      threads.put(setting, round.threads());
      versions.add(round.versions());
    } finally {
      Files.delete(out);
    }
  }

  /** A group's benchmarks without their parameters: JMH runs all of them. */
  Set<String> benchmarks(Group group) {
    return javaWorks.stream()
        .filter(work -> Group.of(work) == group)
        .map(work -> work.split(":")[0])
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void pythonRound(Threads setting) throws IOException, InterruptedException {
    List<String> works =
        pythonWorks.stream().filter(work -> Group.of(work) == Group.LIBRARY).toList();
    if (python == null || works.isEmpty()) {
      return;
    }
    Path out = Files.createTempFile("bench", ".json");
    try {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--warm", Double.toString(time.warm / 1e3)));
      arguments.addAll(List.of("--measure", Double.toString(time.measure / 1e3)));
      arguments.add(out.toString());
      arguments.addAll(works);
      Child.python(setting, python, script("bench.py"), arguments).run();
      Round round = Round.read(out);
      add(pythons, setting, round.micros());
      versions.add(round.versions());
    } finally {
      Files.delete(out);
    }
  }

  private void startUp(Threads setting) throws IOException, InterruptedException {
    if (javaWorks.stream().noneMatch(work -> Group.of(work) == Group.START_UP)) {
      return;
    }
    String main = FirstOutput.class.getName();
    add(javas, setting, StartUp.measure(Child.java(setting, CLASS_PATH, main, List.of())));
    if (python != null) {
      Path script = script("bench_first_output.py");
      add(pythons, setting, StartUp.measure(Child.python(setting, python, script, List.of())));
    }
  }

  private void thirdSteps() throws IOException, InterruptedException {
    String main = ThirdStep.class.getName();
    for (String work : benchmarks(Group.THIRD_STEP)) {
      Child child = Child.java(Threads.ONE, CLASS_PATH, main, List.of(work));
      add(javas, Threads.ONE, Map.of(work, ThirdStep.measure(child)));
    }
  }

  private void wholePrograms() throws IOException, InterruptedException {
    for (String work : benchmarks(Group.PROGRAM)) {
      add(javas, Threads.ONE, Map.of(work, programs.java(work)));
      if (python != null) {
        add(pythons, Threads.ONE, Map.of(work, programs.python(work, python)));
      }
    }
  }

  private Path script(String name) {
    return root.resolve("scripts/python").resolve(name);
  }

  /** Where scripts/bench has built the profile. */
  private String javaCppClassPath() throws IOException {
    Path target = root.resolve("target/javacpp");
    return Stream.of(
            target.resolve("test-classes").toString(),
            target.resolve("classes").toString(),
            Files.readString(target.resolve("test-classpath")).strip())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The results of a setting. */
  List<Result> results(List<Row> rows, Threads setting) {
    return Result.of(rows, setting, threads.getOrDefault(setting, 1), javas, pythons);
  }

  /** What was measured, in words. */
  String versions() {
    return String.join(",\n", versions);
  }
}
