package io.github.torchrnn.tutorial;

import ai.djl.Device;
import io.github.torchrnn.Torch;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line of the tutorials. Without a name it runs them all, one after the other, with a
 * heading of each on stderr.
 */
@Command(
    name = "tutorial",
    description = "Runs a tutorial, and prints what its Python twin prints.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      Names.class,
      Generate.class,
      Forecast.class,
      Surnames.class,
      GruClassifier.class,
      Sentiment.class,
      Translate.class,
      Tagger.class,
      Makemore.class,
      WordLanguageModel.class,
      TimeSequence.class,
      BilstmCrf.class,
      SurnameGenerator.class,
      Echo.class,
      WindowRegression.class
    },
    commandListHeading = "%nReal programs, each with a --help of its own:%n")
public final class Main implements Callable<Integer> {

  private static final Map<String, Tutorial> TUTORIALS = new LinkedHashMap<>();

  static {
    TUTORIALS.put("rnn-cell", new RnnCellTutorial());
    TUTORIALS.put("rnn", new RnnTutorial());
    TUTORIALS.put("hello-cell", new HelloCell());
    TUTORIALS.put("hello-rnn", new HelloRnn());
    TUTORIALS.put("hello-embedding", new HelloEmbedding());
    TUTORIALS.put("own-cell", new OwnCell());
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "rnn-cell, rnn, hello-cell, hello-rnn, hello-embedding or own-cell; all where none is"
              + " named")
  private String name;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the seed, 42 by default",
      scope = ScopeType.INHERIT)
  private long seed = 42;

  @Option(
      names = "--device",
      paramLabel = "cpu|cuda",
      description = "cpu by default",
      scope = ScopeType.INHERIT)
  private String device = "cpu";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "how often to see the data",
      scope = ScopeType.INHERIT)
  private Integer epochs;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "draws the losses, or the state",
      scope = ScopeType.INHERIT)
  private Path plot;

  @Option(
      names = "--csv",
      paramLabel = "FILE.csv",
      description = "writes a row for each epoch: its number, the loss and what else is printed",
      scope = ScopeType.INHERIT)
  private Path csv;

  @Option(
      names = "--load",
      paramLabel = "FILE",
      description = "weights to begin with",
      scope = ScopeType.INHERIT)
  private Path load;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "writes the weights after each epoch, as .pt or .safetensors")
  private Path save;

  @Option(
      names = "--compiled",
      description = "trains by compiled steps, which compute the same up to rounding",
      scope = ScopeType.INHERIT)
  private boolean compiled;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many threads share a compiled step, 1 by default",
      scope = ScopeType.INHERIT)
  private int threads = 1;

  @Option(
      names = "--export",
      paramLabel = "FILE.pt",
      description = "writes the trained network as TorchScript")
  private Path export;

  private Main() {}

  @Override
  public Integer call() {
    if (name == null) {
      require(plot == null && csv == null, "--plot and --csv need the name of a tutorial");
      require(!usesWeights(), "--load, --save and --export need the name of a tutorial");
      TUTORIALS.forEach(
          (title, tutorial) -> {
            System.err.println("-- " + title);
            run(tutorial);
          });
    } else {
      List<String> names = new ArrayList<>(TUTORIALS.keySet());
      names.addAll(spec.subcommands().keySet());
      require(
          TUTORIALS.containsKey(name),
          "no tutorial is named '" + name + "': " + String.join(", ", names));
      run(TUTORIALS.get(name));
    }
    return 0;
  }

  /** Runs a tutorial as the command line says. */
  void run(Tutorial tutorial) {
    int count = epochs == null ? tutorial.defaultEpochs() : epochs;
    require(count >= 0, "--epochs must not be negative");
    require(
        tutorial.hasWeights() || !usesWeights(), "this tutorial has no weights to load or save");
    require(tutorial.hasLosses() || csv == null, "this tutorial has no losses to write");
    require(threads > 0, "--threads must be at least 1");
    require(threads == 1 || compiled, "--threads is for --compiled");
    require(Weights.canBe(load) && Weights.canBe(save), "weights are a .pt or a .safetensors file");
    requireWritable("--plot", plot);
    requireWritable("--csv", csv);
    requireWritable("--save", save);
    requireWritable("--export", export);
    tutorial.run(
        new Tutorial.Options(
            seed, device(), count, plot, csv, load, save, export, compiled, threads));
  }

  /** Finds before a long training what would end it without a result. */
  private static void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    String wrong = null;
    if (Files.isDirectory(file)) {
      wrong = "is a folder";
    } else if (!Files.isDirectory(folder)) {
      wrong = "there is no folder " + file.getParent();
    } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      wrong = "may not be written";
    }
    if (wrong != null) {
      throw new IllegalArgumentException(option + " " + file + ": " + wrong);
    }
  }

  boolean loads() {
    return load != null;
  }

  private boolean usesWeights() {
    return load != null || save != null || export != null;
  }

  private Device device() {
    require(device.equals("cpu") || device.equals("cuda"), "--device is cpu or cuda");
    if (device.equals("cpu")) {
      return Device.cpu();
    }
    require(Torch.isCudaAvailable(), "no CUDA device was found: use --device cpu");
    return Device.gpu();
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /** Runs the command line, and returns its exit code: 2 for a line that it does not understand. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setParameterExceptionHandler((e, line) -> fail(e.getMessage(), 2))
        .setExecutionExceptionHandler((e, command, line) -> fail(e, 1))
        .execute(args);
  }

  private static int fail(Exception e, int code) throws Exception {
    if (e instanceof UncheckedIOException) {
      return fail(e.getCause().toString(), code);
    } else if (e instanceof IllegalArgumentException) {
      return fail(e.getMessage().replaceAll("\\s*\n\\s*", " "), code);
    }
    throw e;
  }

  private static int fail(String message, int code) {
    System.err.println("tutorial: " + message);
    return code;
  }

  /** Runs the command line. */
  public static void main(String[] args) {
    int code = run(args);
    if (code != 0) {
      System.exit(code);
    }
  }
}
